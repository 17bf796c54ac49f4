using System.Net;
using System.Text.Json;
using StudioOps.Standing;
using StudioOps.Testing;

namespace StudioOps.Flags.Tests.Governing;

/// <summary>One service for the tests of schedules and approvals.</summary>
[CollectionDefinition(Governed.Name)]
public sealed class GovernedService : ICollectionFixture<FlagServiceFixture>;

/// <summary>People who ask and people who decide, and what they do.</summary>
internal static class Governed
{
    public const string Name = "governance";

    /// <summary>An operator who has signed in. Ada is who everybody else's <c>Operator()</c> is.</summary>
    public static HttpClient Ada(this FlagServiceFixture service) => service.Person("operator-1", "Ada Operator");

    public static HttpClient Bob(this FlagServiceFixture service) => service.Person("operator-2", "Bob Operator");

    public static HttpClient Person(this FlagServiceFixture service, string subject, string name, string? acting = null) => service.Bearing(service.Identity.Token(token => token with
    {
        Subject = subject, Name = name, SessionId = $"session-of-{subject}", Audiences = ["operator"], Permissions = TestIdentity.AllPermissions, ActorSubject = acting,
    }));

    public static async Task<string> GuardedAsync(this FlagServiceFixture service, object? more = null)
    {
        var key = Tally.Key();
        await service.DefineAsync(more ?? new { key, type = "boolean", requiresApproval = true });
        return key;
    }

    public static Task<HttpResponseMessage> OverrideAsync(this HttpClient caller, string flag, object value, string query = "", string tenant = "acme") =>
        caller.PutAsJsonAsync($"/api/v1/overrides{query}", new { flag, tenant, value, reason = "a test asked for it" });

    /// <summary>The id of the change-set a write was kept as.</summary>
    public static async Task<string> KeptAsync(this Task<HttpResponseMessage> answer, string state = "pending")
    {
        using var kept = await answer;
        var set = await kept.JsonAsync(HttpStatusCode.Accepted);
        Assert.Equal(state, set.GetProperty("state").GetString());
        Assert.Equal($"/api/v1/change-sets/{set.GetProperty("id").GetString()}", kept.Headers.Location!.ToString());
        return set.GetProperty("id").GetString()!;
    }

    public static Task<HttpResponseMessage> DecideAsync(this HttpClient caller, string set, string verb) =>
        caller.PostAsJsonAsync($"/api/v1/change-sets/{set}/{verb}", new { reason = $"a test says {verb}" });

    public static async Task<JsonElement> SetAsync(this FlagServiceFixture service, string id) => await (await service.Operator().GetAsync($"/api/v1/change-sets/{id}")).JsonAsync();

    public static async Task<JsonElement> InStateAsync(this FlagServiceFixture service, string id, string state)
    {
        JsonElement set = default;
        await Eventually.TrueAsync(async () => (set = await service.SetAsync(id)).GetProperty("state").GetString() == state, $"{id} is {state}");
        return set;
    }

    /// <summary>Lets time pass, and returns when who is in good standing has been asked again since.</summary>
    public static async Task PassAsync(this FlagServiceFixture service, TimeSpan time)
    {
        service.Clock.Advance(time);
        await Eventually.TrueAsync(() => Task.FromResult(service.Factory.Services.GetRequiredService<StandingBook>().Age < TimeSpan.FromSeconds(1)), "standing is known");
    }

    public static async Task<IReadOnlyList<JsonElement>> ItemsAsync(this HttpClient caller, string id) =>
        [.. (await (await caller.GetAsync($"/api/v1/change-sets/{id}/items")).JsonAsync()).GetProperty("items").EnumerateArray()];

    public static async Task<JsonElement> AnswerAsync(this FlagServiceFixture service, string flag, Guid? tenant = null)
    {
        await service.ServedAsync(await service.ScalarAsync<long>("select value from revision"));
        return await (await FlagServiceFixture.EvaluateAsync(service.Member(tenant ?? FlagServiceFixture.Acme), flag, new { targetingKey = "ada" })).JsonAsync();
    }

    /// <summary>Everything that decides answers, and everything announced about it but the requests themselves.</summary>
    public static Task<string> DecidingRowsAsync(this FlagServiceFixture service) => service.ScalarAsync<string>(
        """
        select md5(concat(
          (select string_agg(f::text, '' order by f.id) from flags f), (select string_agg(o::text, '' order by o.id) from overrides o),
          (select string_agg(p::text, '' order by p.id) from partner_overrides p), (select string_agg(s::text, '' order by s.id) from segments s),
          (select string_agg(m::text, '' order by m.segment_id, m.name) from segment_members m), (select g::text from governance g), (select value from revision),
          (select count(*) from change_items), (select count(*) from tenant_change_items), (select count(*) from announced where type not like '%AuditRecorded')))
        """);
}
