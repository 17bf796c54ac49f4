using System.Net;
using System.Text.Json;
using Npgsql;
using StudioOps.Flags.Data;
using StudioOps.Flags.Tests.Streaming;
using StudioOps.Tenancy;
using StudioOps.Testing;
using static StudioOps.Flags.Tests.FlagServiceFixture;

namespace StudioOps.Flags.Tests.Evaluating;

/// <summary>Postgres can be taken away and given back.</summary>
public abstract class WithoutPostgresFixture : FlagServiceFixture
{
    public async Task PostgresAsync(bool reachable)
    {
        var database = await DatabaseAsync();
        await using var connection = new NpgsqlConnection((await Servers.CoreAsync()).PostgresConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            $"alter database {database} allow_connections {reachable}; select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = '{database}' and not {reachable}", connection);
        await command.ExecuteNonQueryAsync();
    }

    private string? _database;

    private async Task<string> DatabaseAsync() => _database ??= await ScalarAsync<string>("select current_database()::text");
}

/// <summary>Redis and RabbitMQ are away from the start.</summary>
public sealed class LonelyFixture : WithoutPostgresFixture
{
    protected override IEnumerable<KeyValuePair<string, string>> Settings => [TicketKey, new("ConnectionStrings:redis", "127.0.0.1:1,connectTimeout=200")];
}

public sealed class OutageTests(LonelyFixture service) : IClassFixture<LonelyFixture>
{
    [Fact]
    public async Task Answers_go_on_from_the_last_snapshot_say_so_and_heal()
    {
        var (acme, context) = (service.Member(Acme), new { targetingKey = "ada" });
        await service.OverrideAsync("stripe_payments", "acme", true);
        var fresh = await EvaluateAsync(acme, null, context);

        await service.PostgresAsync(reachable: false);
        await Eventually.TrueAsync(async () => (await OneAsync(acme)).Reason == "STALE", "the answer says it may be old");

        var (value, _, metadata) = await OneAsync(acme);
        Assert.True(value);
        Assert.True(metadata.GetProperty("stale").GetBoolean());
        Assert.Equal("TARGETING_MATCH", metadata.GetProperty("staleReason").GetString());
        Assert.Equal(HttpStatusCode.OK, (await EvaluateAsync(acme, null, context, fresh.Headers.ETag!.Tag)).StatusCode);
        Assert.Equal("STALE", (await (await acme.GetAsync("/api/v1/flags/check?key=stripe_payments")).JsonAsync()).GetProperty("reason").GetString());
        Assert.Equal("degraded", (await (await acme.GetAsync("/health/ready")).JsonAsync()).GetProperty("status").GetString());

        await service.PostgresAsync(reachable: true);
        await Eventually.TrueAsync(async () => (await OneAsync(acme)).Reason == "TARGETING_MATCH", "the answer is fresh again");
        Assert.Equal(HttpStatusCode.NotModified, (await EvaluateAsync(acme, null, context, fresh.Headers.ETag!.Tag)).StatusCode);
    }

    [Fact]
    public async Task A_stream_opens_without_any_of_the_servers_and_hears_of_the_next_change_without_redis()
    {
        var acme = service.Member(Acme);
        var set = (await service.OverrideAsync("sms_notifications", "acme", true)).GetProperty("revision").GetInt64();
        var address = await EventStream.AddressAsync(await EvaluateAsync(acme, null, new { }));

        await service.PostgresAsync(reachable: false);
        await Eventually.TrueAsync(async () => (await OneAsync(acme)).Reason == "STALE", "the answer says it may be old");
        using var stream = await EventStream.OpenAsync(acme, address);
        Assert.Equal(set, (await stream.NextAsync())!.Revision);
        await service.PostgresAsync(reachable: true);

        await Eventually.TrueAsync(async () => (await OneAsync(acme)).Reason != "STALE", "the answer is fresh again");
        var next = 0L;
        await Eventually.TrueAsync(
            async () =>
            {
                // Connections that were cut are found out one by one: the caller is told to ask again.
                var answer = await service.Operator().PutAsJsonAsync("/api/v1/overrides", new { flag = "sms_notifications", tenant = "acme", value = false, reason = "a test asked for it" });
                next = answer.IsSuccessStatusCode ? (await answer.JsonAsync()).GetProperty("revision").GetInt64() : 0;
                return next > 0;
            },
            "changes are taken again");
        Assert.Equal(next, (await stream.UntilAsync(next))[^1].Revision);
    }

    private static async Task<(bool Value, string? Reason, JsonElement Metadata)> OneAsync(HttpClient caller)
    {
        var answer = await (await EvaluateAsync(caller, "stripe_payments", new { })).JsonAsync();
        return (answer.GetProperty("value").GetBoolean(), answer.GetProperty("reason").GetString(), answer.GetProperty("metadata"));
    }
}

/// <summary>Started while nothing could be reached that it would read its flags from.</summary>
public sealed class ColdFixture() : ServiceFixture<Program>(
    "flag-evaluation", configuration => Migrate.RunAsync<FlagDbContext>(configuration, "flag-evaluation", options => new FlagDbContext(options)))
{
    protected override IEnumerable<KeyValuePair<string, string>> Settings =>
    [
        FlagServiceFixture.TicketKey,
        new("ConnectionStrings:redis", "127.0.0.1:1,connectTimeout=200"),
        new("ConnectionStrings:flag-evaluation-platform", "Host=127.0.0.1;Port=1;Username=nobody;Database=nothing"),
    ];
}

public sealed class ColdStartTests(ColdFixture service) : IClassFixture<ColdFixture>
{
    [Fact]
    public async Task Fail_safe_values_are_answered_and_health_says_degraded()
    {
        var member = await (await EvaluateAsync(service.Member(Acme), "stripe_payments", new { })).JsonAsync();
        var support = await (await EvaluateAsync(service.Operator("flags.evaluate.any"), null, new { tenant = "acme" })).JsonAsync();

        Assert.Equal((false, "STALE"), (member.GetProperty("value").GetBoolean(), member.GetProperty("reason").GetString()));
        Assert.Equal(12, support.GetProperty("flags").GetArrayLength());
        Assert.All(support.GetProperty("flags").EnumerateArray(), flag => Assert.False(flag.GetProperty("value").GetBoolean()));
        Assert.Equal("degraded", (await (await service.Anonymous().GetAsync("/health/ready")).JsonAsync()).GetProperty("status").GetString());
    }
}
