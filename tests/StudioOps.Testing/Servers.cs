using StudioOps.Hosting.Testing;

namespace StudioOps.Testing;

/// <summary>One set of real servers per test process, started when first asked for, gone with the process.</summary>
public static class Servers
{
    private static readonly Lazy<Task<LocalServers>> Core = new(() => StartAsync(ServerKinds.Postgres | ServerKinds.Redis));
    private static readonly Lazy<Task<LocalServers>> Broker = new(() => StartAsync(ServerKinds.RabbitMq));

    private static readonly Lazy<Task<LocalServers>> Pooler = new(AddPoolerAsync);

    /// <summary>Postgres and Redis.</summary>
    public static Task<LocalServers> CoreAsync() => Core.Value;

    /// <summary>RabbitMQ.</summary>
    public static Task<LocalServers> BrokerAsync() => Broker.Value;

    /// <summary>Postgres and Redis, and a transaction pooler in front of Postgres.</summary>
    public static Task<LocalServers> PoolerAsync() => Pooler.Value;

    private static async Task<LocalServers> AddPoolerAsync()
    {
        var servers = await CoreAsync();
        await servers.AddAsync(ServerKinds.PgBouncer);
        return servers;
    }

    private static async Task<LocalServers> StartAsync(ServerKinds kinds)
    {
        var servers = await LocalServers.StartAsync(kinds);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => servers.DisposeAsync().AsTask().Wait(TimeSpan.FromSeconds(10));
        return servers;
    }
}
