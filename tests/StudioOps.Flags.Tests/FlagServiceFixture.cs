using System.Text.Json;
using Npgsql;
using StudioOps.Flags.Data;
using StudioOps.Flags.Evaluation;
using StudioOps.Flags.Tests.Conformance;
using StudioOps.Tenancy;
using StudioOps.Testing;

namespace StudioOps.Flags.Tests;

/// <summary>The flag service on real servers, with two tenants it has heard of.</summary>
public class FlagServiceFixture : ServiceFixture<Program>
{
    public static readonly Guid Acme = new("018f0000-0000-7000-8000-00000000000a");
    public static readonly Guid Globex = new("018f0000-0000-7000-8000-00000000000b");
    public static readonly Guid North = new("018f0000-0000-7000-8000-0000000000aa");

    public FlagServiceFixture()
        : this(withBus: false)
    {
    }

    private protected FlagServiceFixture(bool withBus)
        : base("flag-evaluation", configuration => Migrate.RunAsync<FlagDbContext>(configuration, "flag-evaluation", options => new FlagDbContext(options)), withBus)
    {
    }

    internal static readonly KeyValuePair<string, string> TicketKey = new("Streams:TicketKey", "ticket-key-of-these-tests-0123456789");

    /// <summary>Usage is written when a test says so.</summary>
    internal static readonly KeyValuePair<string, string> CountsStay = new("Usage:Interval", "1.00:00:00");

    protected override IEnumerable<KeyValuePair<string, string>> Settings => [TicketKey, CountsStay];

    internal Snapshots Snapshots => Factory.Services.GetRequiredService<Snapshots>();

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await KnowPartnerAsync(North, "north");
        await KnowAsync(Acme, "acme", "pro", "active", North);
        await KnowAsync(Globex, "globex", "mvp", "active", null);
    }

    /// <summary>Writes what a tenant event would have taught the service.</summary>
    public async Task KnowAsync(Guid id, string slug, string plan, string status, Guid? partner)
    {
        await using var connection = await SuperuserAsync();
        await using var command = new NpgsqlCommand(
            $"""
            insert into known_tenants (id, slug, name, plan, status, partner_id, revision) values ('{id}', '{slug}', '{slug}', '{plan}', '{status}', $1, 1)
            on conflict (id) do update set plan = excluded.plan, status = excluded.status, partner_id = excluded.partner_id, revision = known_tenants.revision + 1
            """, connection)
        { Parameters = { new() { Value = (object?)partner ?? DBNull.Value, DataTypeName = "uuid" } } };
        await command.ExecuteNonQueryAsync();
        var revision = await ScalarAsync<long>(
            $"""
            with next as (update revision set value = value + 1 returning value)
            insert into tenant_revisions (tenant_id, revision) select '{id}', value from next
            on conflict (tenant_id) do update set revision = excluded.revision returning revision
            """);
        await ServedAsync(revision);
    }

    /// <summary>Writes what a partner event would have taught the service.</summary>
    public async Task KnowPartnerAsync(Guid id, string slug)
    {
        await using var connection = await SuperuserAsync();
        await using var command = new NpgsqlCommand(
            $"insert into known_partners (id, slug, deleted, revision, overrides_revision) values ('{id}', '{slug}', false, 1, 0)", connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Returns when this revision is being served.</summary>
    public Task ServedAsync(long revision) => Eventually.TrueAsync(() => Task.FromResult(Snapshots.Current.Revision >= revision), $"revision {revision} is served");

    /// <summary>Defines a flag and returns when it is served.</summary>
    public async Task<JsonElement> DefineAsync(object flag, object? segment = null)
    {
        if (segment is not null)
        {
            await (await Operator().PostAsJsonAsync("/api/v1/segments", segment)).JsonAsync(System.Net.HttpStatusCode.Created);
        }

        var created = await (await Operator().PostAsJsonAsync("/api/v1/flags", flag)).JsonAsync(System.Net.HttpStatusCode.Created);
        await ServedAsync(created.GetProperty("revision").GetInt64());
        return created;
    }

    /// <summary>Overrides a flag and returns when that is served.</summary>
    public async Task<JsonElement> OverrideAsync(string flag, string tenant, object value, string? user = null, DateTimeOffset? expiresAt = null)
    {
        var answer = await Operator().PutAsJsonAsync("/api/v1/overrides", new { flag, tenant, value, user, expiresAt, reason = "a test asked for it" });
        var set = await answer.JsonAsync();
        await ServedAsync(set.GetProperty("revision").GetInt64());
        return set;
    }

    /// <summary>Asks, and holds whatever comes back to the protocol's own document.</summary>
    public static async Task<HttpResponseMessage> EvaluateAsync(HttpClient caller, string? key, object? context, string? ifNoneMatch = null, string query = "")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/ofrep/v1/evaluate/flags" + (key is null ? "" : "/" + key) + query)
        {
            Content = JsonContent.Create(new { context }),
        };
        if (ifNoneMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        }

        var answer = await caller.SendAsync(request);
        if (OfrepDocument.Instance is { } document)
        {
            Assert.Empty(await document.ErrorsAsync(key is null, answer));
        }

        return answer;
    }
}
