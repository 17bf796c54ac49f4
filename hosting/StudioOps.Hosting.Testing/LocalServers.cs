using System.Security.Cryptography;
using StudioOps.Hosting.Processes;
using StudioOps.Hosting.Servers;

namespace StudioOps.Hosting.Testing;

/// <summary>Real servers for a test run: temporary data, free loopback ports, gone after dispose or with a killed test process.</summary>
public sealed class LocalServers : IAsyncDisposable
{
    private readonly TestFolder _folder;
    private readonly Dictionary<ServerKinds, LocalServer> _servers = [];

    private LocalServers(TestFolder folder) => _folder = folder;

    /// <summary>Superuser, TCP on loopback, database postgres.</summary>
    public string PostgresConnectionString => Server(ServerKinds.Postgres).ConnectionString + ";Database=postgres";

    /// <summary>The same through the transaction pooler.</summary>
    public string PgBouncerConnectionString => Server(ServerKinds.PgBouncer).ConnectionString + ";Database=postgres";

    public string RedisConnectionString => Server(ServerKinds.Redis).ConnectionString;

    public string RabbitMqConnectionString => Server(ServerKinds.RabbitMq).ConnectionString;

    /// <summary>Every process started here, helpers included; each leads a session of its own.</summary>
    public IReadOnlyList<int> ProcessIds => [.. _servers.Values.SelectMany(server => server.ProcessIds)];

    public static async Task<LocalServers> StartAsync(ServerKinds kinds)
    {
        var servers = new LocalServers(TestFolder.Create());
        try
        {
            await Task.WhenAll(Enum.GetValues<ServerKinds>().Where(kind => kind is not (ServerKinds.None or ServerKinds.PgBouncer) && kinds.HasFlag(kind)).Select(servers.AddAsync));
            if (kinds.HasFlag(ServerKinds.PgBouncer))
            {
                await servers.AddAsync(ServerKinds.PgBouncer);
            }

            return servers;
        }
        catch
        {
            await servers.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts one more kind beside those that run.</summary>
    public async Task AddAsync(ServerKinds kind)
    {
        var server = await CreateAsync(kind);
        lock (_servers)
        {
            _servers.Add(kind, server);
        }

        await server.StartAsync();
    }

    public int Port(ServerKinds kind) => Server(kind).Port;

    /// <summary>A polite stop; data and port are kept for the next start.</summary>
    public Task StopAsync(ServerKinds kind) => Server(kind).StopAsync();

    public Task StartAgainAsync(ServerKinds kind) => Server(kind).StartAsync();

    /// <summary>kill -9.</summary>
    public Task KillAsync(ServerKinds kind) => Server(kind).KillAsync();

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_servers.Values.Select(StopQuicklyAsync));
        _folder.Delete();
    }

    private static async Task StopQuicklyAsync(LocalServer server)
    {
        // The data is thrown away: there is nothing to flush, so nothing to wait for.
        await server.KillAsync();
        await server.StopAsync();
    }

    private async Task<LocalServer> CreateAsync(ServerKinds kind)
    {
        var password = RandomNumberGenerator.GetHexString(32, lowercase: true);
        return kind switch
        {
            ServerKinds.Postgres => await PostgresTemplate.CreateAsync(_folder.Sub("postgres"), Ports.Free()),
            ServerKinds.Redis => new RedisProcess(_folder.Sub("redis"), Ports.Free(), password),
            ServerKinds.RabbitMq => new RabbitMqProcess(_folder.Sub("rabbitmq"), Ports.Free(), "guest", password),
            ServerKinds.PgBouncer => new PgBouncerProcess(_folder.Sub("pgbouncer"), Ports.Free(), (PostgresProcess)Server(ServerKinds.Postgres)),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
    }

    private LocalServer Server(ServerKinds kind)
    {
        lock (_servers)
        {
            return _servers.TryGetValue(kind, out var server) ? server : throw new InvalidOperationException($"{kind} was not asked for in StartAsync.");
        }
    }
}
