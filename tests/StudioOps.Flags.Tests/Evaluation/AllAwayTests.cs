using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc.Testing;
using StackExchange.Redis;
using StudioOps.Flags.Evaluation;
using StudioOps.Hosting.Testing;
using StudioOps.Testing;
using static StudioOps.Flags.Tests.FlagServiceFixture;

namespace StudioOps.Flags.Tests.Evaluating;

/// <summary>Redis and RabbitMQ of its own, so that both can be stopped, and Postgres with them.</summary>
public sealed class OwnServersFixture : WithoutPostgresFixture
{
    private LocalServers? _servers;

    public LocalServers Owned => _servers ?? throw new InvalidOperationException("The fixture has not started.");

    protected override IEnumerable<KeyValuePair<string, string>> Settings =>
    [
        TicketKey, CountsStay, new("ConnectionStrings:redis", Owned.RedisConnectionString + ",connectTimeout=500"),
        new("ConnectionStrings:rabbitmq", Owned.RabbitMqConnectionString), new("Messaging:Enabled", "true"),
    ];

    protected override async Task BeforeStartAsync() => _servers = await LocalServers.StartAsync(ServerKinds.Redis | ServerKinds.RabbitMq);

    /// <summary>Another copy of the service, started now.</summary>
    public async Task<WebApplicationFactory<Program>> AnotherAsync()
    {
        var copy = Factory.WithWebHostBuilder(_ => { });
        var client = copy.CreateClient();
        await Eventually.TrueAsync(async () => (await client.GetAsync("/health/ready")).IsSuccessStatusCode, "the copy is ready");
        return copy;
    }

    /// <summary>The revision a start without Postgres would answer from.</summary>
    internal async Task<long> KeptAsync() => await Factory.Services.GetRequiredService<SharedSnapshot>().ReadAsync() is { } kept ? kept.Revision : 0;

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        if (_servers is not null)
        {
            await _servers.DisposeAsync();
        }
    }
}

public sealed class AllAwayTests(OwnServersFixture service) : IClassFixture<OwnServersFixture>
{
    [Fact]
    public async Task Answers_go_on_without_any_one_of_the_servers_and_without_all_of_them_and_a_start_takes_what_is_left()
    {
        var acme = service.Member(Acme);
        await service.DefineAsync(new
        {
            key = "kept", type = "object", state = "targeted", onVariant = "yes", offVariant = "no",
            variants = new object[] { new { name = "yes", value = new { limit = 3 } }, new { name = "no", value = new { limit = 0 } } },
            rules = new[] { new { id = "paid", variant = "yes", conditions = new object[] { new { @is = "plan", plans = new[] { "pro" } }, new { @is = "segment", segment = "circle" } } } },
        }, segment: new { key = "circle", members = new[] { "ada" } });
        var set = (await service.OverrideAsync("stripe_payments", "acme", true)).GetProperty("revision").GetInt64();
        await Eventually.TrueAsync(async () => await service.KeptAsync() == set, "the snapshot is kept in Redis");

        // One by one: only Postgres decides whether an answer may be old.
        await service.Owned.StopAsync(ServerKinds.RabbitMq);
        await HealthAsync("degraded");
        await FreshAsync(acme);
        await service.Owned.StopAsync(ServerKinds.Redis);
        await service.OverrideAsync("sms_notifications", "acme", true);
        await FreshAsync(acme);
        await service.Owned.StartAgainAsync(ServerKinds.Redis);
        set = (await service.OverrideAsync("email_notifications", "acme", true)).GetProperty("revision").GetInt64();
        await Eventually.TrueAsync(async () => await KeptOrNoneAsync() == set, "a Redis that came back empty was told everything");

        // Without Postgres: a copy that starts answers what Redis kept, word for word, and says that it may be old.
        await service.PostgresAsync(reachable: false);
        await Eventually.TrueAsync(async () => (await OneAsync(acme)).Reason == "STALE", "the answer says it may be old");
        await using (var copy = await service.AnotherAsync())
        {
            var (there, here) = (await AllAsync(Of(copy, acme)), await AllAsync(acme));
            Assert.Equal(here, there);
            Assert.Contains("""{"limit":3}""", there, StringComparison.Ordinal);
            await HealthAsync("degraded", copy.CreateClient());
            await service.PostgresAsync(reachable: true);
            await FreshAsync(Of(copy, acme));
            await service.PostgresAsync(reachable: false);
        }

        // All of them at once: what runs goes on, what starts knows nothing and says so, with 200.
        await Eventually.TrueAsync(async () => (await OneAsync(acme)).Reason == "STALE", "the answer says it may be old");
        await service.Owned.StopAsync(ServerKinds.Redis);
        Assert.Equal((true, "STALE"), await OneAsync(acme));
        await HealthAsync("degraded");
        await using (var cold = await service.AnotherAsync())
        {
            Assert.Equal((false, "STALE"), await OneAsync(Of(cold, acme)));
            await HealthAsync("degraded", cold.CreateClient());
        }

        await service.PostgresAsync(reachable: true);
        await FreshAsync(acme);
    }

    private static HttpClient Of(WebApplicationFactory<Program> copy, HttpClient like)
    {
        var client = copy.CreateClient();
        client.DefaultRequestHeaders.Authorization = like.DefaultRequestHeaders.Authorization;
        return client;
    }

    private async Task<long> KeptOrNoneAsync()
    {
        try
        {
            return await service.KeptAsync();
        }
        catch (RedisException)
        {
            return 0;   // not connected again yet
        }
    }

    private async Task HealthAsync(string status, HttpClient? client = null) => await Eventually.TrueAsync(
        async () => await (client ?? service.Anonymous()).GetAsync("/health/ready") is { StatusCode: HttpStatusCode.OK } ready
            && (await ready.JsonAsync()).GetProperty("status").GetString() == status, $"health says {status}");

    private static async Task<(bool Value, string? Reason)> OneAsync(HttpClient caller)
    {
        var answer = await (await EvaluateAsync(caller, "stripe_payments", new { })).JsonAsync();
        return (answer.GetProperty("value").GetBoolean(), answer.GetProperty("reason").GetString());
    }

    private static Task FreshAsync(HttpClient caller) => Eventually.TrueAsync(async () => await OneAsync(caller) == (true, "TARGETING_MATCH"), "the answer is fresh");

    private static async Task<string> AllAsync(HttpClient caller) =>
        JsonSerializer.Serialize((await (await EvaluateAsync(caller, null, new { targetingKey = "ada" })).JsonAsync()).GetProperty("flags"));
}
