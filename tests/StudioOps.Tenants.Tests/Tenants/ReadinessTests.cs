using System.Net;
using System.Text.Json;
using Npgsql;
using StudioOps.Hosting.Processes;
using StudioOps.Testing;

namespace StudioOps.Tenants.Tests.Tenants;

/// <summary>A broker that is away from the start.</summary>
public sealed class BrokerlessFixture() : TenantServiceFixture(withBus: false)
{
    protected override IEnumerable<KeyValuePair<string, string>> Settings => [new("Messaging:Enabled", "true"), new("ConnectionStrings:rabbitmq", $"amqp://guest:guest@127.0.0.1:{Ports.Free()}")];
}

/// <summary>What a service says of itself, and to operators why, while a server it needs is away.</summary>
public sealed class WithoutRabbitMqTests(BrokerlessFixture service) : IClassFixture<BrokerlessFixture>
{
    [Fact]
    public async Task It_is_degraded_and_in_service_and_its_news_wait()
    {
        var (status, word, why) = await Readiness.AskAsync(service, "rabbitmq");

        Assert.Equal((HttpStatusCode.OK, "degraded"), (status, word));
        Assert.Equal("RabbitMQ does not answer. Changes are accepted, their events wait in the outbox, and what others did is seen late.", why);
        await service.CreateAsync();
        Assert.True(await service.ScalarAsync<long>("select count(*) from outbox") > 0);
    }
}

public sealed class WithoutPostgresTests(TenantFixture service) : IClassFixture<TenantFixture>
{
    [Fact]
    public async Task It_is_out_of_service_says_why_to_operators_alone_and_comes_back_by_itself()
    {
        var before = await Readiness.AskAsync(service, "postgres:tenant");
        await PostgresAsync(reachable: false);
        var (status, word, why) = await Readiness.AskAsync(service, "postgres:tenant");
        using var stranger = await service.Anonymous().GetAsync("/health/ready");
        using var alive = await service.Anonymous().GetAsync("/health/live");
        using var change = await service.Operator().PostAsJsonAsync("/api/v1/tenants", TenantServiceFixture.Request("nobody"));
        await PostgresAsync(reachable: true);

        Assert.Equal((HttpStatusCode.OK, "healthy", null), before);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "unhealthy"), (status, word));
        Assert.StartsWith("PostgreSQL does not answer: what needs it is refused with 503 database.unavailable.", why, StringComparison.Ordinal);
        Assert.Equal("""{"status":"unhealthy"}""", await stranger.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "database.unavailable"), (change.StatusCode, await change.ProblemCodeAsync()));
        await Eventually.TrueAsync(async () => (await Readiness.AskAsync(service, "postgres:tenant")).Word == "healthy", "it is back");
    }

    private async Task PostgresAsync(bool reachable)
    {
        _database ??= await service.ScalarAsync<string>("select current_database()::text");
        await using var connection = new NpgsqlConnection((await Servers.CoreAsync()).PostgresConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            $"alter database {_database} allow_connections {reachable}; select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = '{_database}' and not {reachable}", connection);
        await command.ExecuteNonQueryAsync();
    }

    private string? _database;
}

internal static class Readiness
{
    /// <summary>The answer, and what operators are told of one check.</summary>
    public static async Task<(HttpStatusCode Status, string? Word, string? Why)> AskAsync(TenantServiceFixture service, string check)
    {
        using var answer = await service.Operator("infrastructure.read").GetAsync("/health/ready");
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        var told = body.GetProperty("checks").EnumerateArray().Single(one => one.GetProperty("name").GetString() == check);
        return (answer.StatusCode, body.GetProperty("status").GetString(), told.TryGetProperty("description", out var why) ? why.GetString() : null);
    }
}
