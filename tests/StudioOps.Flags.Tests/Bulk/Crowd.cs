using System.Text.Json;
using Npgsql;
using StudioOps.Testing;

namespace StudioOps.Flags.Tests.Bulk;

/// <summary>Many tenants of one plan that no other test has, and what is asked about them.</summary>
internal sealed class Crowd
{
    private static int _plans;
    private readonly FlagServiceFixture _service;

    private Crowd(FlagServiceFixture service, string plan, string flag, IReadOnlyList<Guid> ids) => (_service, Plan, Flag, Ids) = (service, plan, flag, ids);

    public string Plan { get; }

    /// <summary>A boolean flag that is off by default.</summary>
    public string Flag { get; }

    /// <summary>In the order of their slugs.</summary>
    public IReadOnlyList<Guid> Ids { get; }

    public static async Task<Crowd> OfAsync(FlagServiceFixture service, int tenants)
    {
        var plan = $"crowd{Interlocked.Increment(ref _plans)}";
        Guid[] ids = [.. Enumerable.Range(0, tenants).Select(_ => Guid.CreateVersion7())];
        await using var connection = await service.SuperuserAsync();
        await using var command = new NpgsqlCommand(
            $"""
            with next as (update revision set value = value + 1 returning value),
              known as (insert into known_tenants (id, slug, name, plan, status, revision) select id, '{plan}-' || lpad(nr::text, 4, '0'), '{plan}', '{plan}', 'active', 1 from unnest($1) with ordinality t(id, nr))
            insert into tenant_revisions (tenant_id, revision) select id, value from next, unnest($1) t(id)
            """, connection)
        { Parameters = { new() { Value = ids } } };
        await command.ExecuteNonQueryAsync();
        await service.ServedAsync(await service.ScalarAsync<long>("select value from revision"));
        var flag = Tally.Key();
        await service.DefineAsync(new { key = flag, type = "boolean" });
        return new(service, plan, flag, ids);
    }

    public object Enable(string? fingerprint = null) => new { reason = "launch", select = new { plans = new[] { Plan } }, set = new[] { new { flag = Flag, value = true } }, ticket = "OPS-7", fingerprint };

    public async Task<JsonElement> DryRunAsync(object request) => await (await _service.Operator().PostAsJsonAsync("/api/v1/change-sets/dry-run", request)).JsonAsync();

    /// <summary>Shows it and does it.</summary>
    public async Task<HttpResponseMessage> EnableAsync()
    {
        var shown = await DryRunAsync(Enable());
        return await _service.Operator().PostAsJsonAsync("/api/v1/change-sets", Enable(shown.GetProperty("fingerprint").GetString()));
    }

    public async Task<JsonElement> SetAsync(string? id) => await (await _service.Operator().GetAsync($"/api/v1/change-sets/{id}")).JsonAsync();

    /// <summary>Returns the change-set when it is at its end.</summary>
    public async Task<JsonElement> EndedAsync(string? id)
    {
        JsonElement set = default;
        await Eventually.TrueAsync(async () => (set = await SetAsync(id)).GetProperty("state").GetString() != "applying", $"{id} ends", TimeSpan.FromMinutes(2));
        return set;
    }

    public Task<HttpResponseMessage> PostAsync(string? id, string verb) => _service.Operator().PostAsJsonAsync($"/api/v1/change-sets/{id}/{verb}", new { reason = "a test asked for it" });

    public Task<long> OverriddenAsync() => _service.ScalarAsync<long>($"select count(*) from overrides where flag_key = '{Flag}' and value = 'true'");

    public async Task<int> EnabledAsync()
    {
        await _service.ServedAsync(await _service.ScalarAsync<long>("select value from revision"));
        var enabled = 0;
        foreach (var id in Ids)
        {
            enabled += (await (await FlagServiceFixture.EvaluateAsync(_service.Operator(), Flag, new { tenant = id })).JsonAsync()).GetProperty("value").GetBoolean() ? 1 : 0;
        }

        return enabled;
    }
}
