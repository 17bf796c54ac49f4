using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using StudioOps.Contracts;
using StudioOps.Hosting.Testing;
using StudioOps.ServiceDefaults;
using StudioOps.Testing;

namespace StudioOps.Messaging.Tests;

/// <summary>Copies of the miniature service on one fresh database and the real broker.</summary>
public sealed class LedgerHost : IAsyncDisposable
{
    private static int _next;
    private readonly List<IHost> _copies = [];
    private readonly string _database;
    private readonly string _postgres;
    private readonly string _broker;

    private LedgerHost(string database, string postgres, string broker) => (_database, _postgres, _broker) = (database, postgres, broker);

    public string Connection => new NpgsqlConnectionStringBuilder(_postgres) { Database = _database }.ConnectionString;

    public static async Task<LedgerHost> StartAsync(int copies = 1, LocalServers? own = null)
    {
        var postgres = (await Servers.CoreAsync()).PostgresConnectionString;
        var host = new LedgerHost($"ledger_{Interlocked.Increment(ref _next)}", postgres, (own ?? await Servers.BrokerAsync()).RabbitMqConnectionString);
        await host.CreateDatabaseAsync();
        for (var i = 0; i < copies; i++)
        {
            await host.AddCopyAsync();
        }

        return host;
    }

    /// <summary>Another process of the same service, as far as database and broker can tell.</summary>
    public async Task AddCopyAsync()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:ledger"] = Connection,
            ["ConnectionStrings:rabbitmq"] = _broker,
            ["Messaging:Prefix"] = _database.Replace('_', '-') + "-",
        });
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddNpgsqlDataSource("ledger");
        builder.Services.AddDbContext<LedgerDbContext>((services, options) => options.UseNpgsql(services.GetRequiredKeyedService<NpgsqlDataSource>("ledger")));
        builder.AddMessaging<LedgerDbContext>("ledger", [typeof(EntryMade).Assembly], bus => bus.AddConsumer<WhenEntryMade>());
        var copy = builder.Build();
        await copy.StartAsync();
        await Eventually.TrueAsync(
            () => Task.FromResult(copy.Services.GetRequiredService<IBusControl>().CheckHealth().Status == BusHealthStatus.Healthy), "the bus is up");
        _copies.Add(copy);
    }

    /// <summary>Makes entries FROM..TO of an account, each in a transaction of its own, through any copy.</summary>
    public async Task MakeAsync(Guid account, int from, int to, bool poison = false, bool rollBack = false)
    {
        for (var number = from; number <= to; number++)
        {
            await using var scope = _copies[number % _copies.Count].Services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<LedgerDbContext>();
            await using var transaction = await db.Database.BeginTransactionAsync();
            db.Enqueue(new EntryMade(account, number, poison, Actor.System("test"), DateTimeOffset.UnixEpoch), account);
            await db.SaveChangesAsync();
            if (!rollBack)
            {
                await transaction.CommitAsync();
            }
        }
    }

    /// <summary>Publishes past the outbox, under a message id of the test's choice.</summary>
    public Task PublishAsync(EntryMade entry, Guid messageId) =>
        _copies[0].Services.GetRequiredService<IBus>().Publish(entry, context => context.MessageId = messageId);

    /// <summary>The numbers written down for an account, in the order they arrived.</summary>
    public async Task<List<int>> LinesAsync(Guid account)
    {
        await using var scope = _copies[0].Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<LedgerDbContext>().Lines.Where(line => line.Account == account).OrderBy(line => line.Id).Select(line => line.Number).ToListAsync();
    }

    public async Task<long> ScalarAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Connection);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var copy in _copies)
        {
            await copy.StopAsync();
            copy.Dispose();
        }
    }

    private async Task CreateDatabaseAsync()
    {
        await using (var connection = new NpgsqlConnection(_postgres))
        {
            await connection.OpenAsync();
            await using var create = new NpgsqlCommand($"create database {_database}", connection);
            await create.ExecuteNonQueryAsync();
        }

        await using var db = new LedgerDbContext(new DbContextOptionsBuilder<LedgerDbContext>().UseNpgsql(Connection).Options);
        await db.Database.EnsureCreatedAsync();
        var signal = new Microsoft.EntityFrameworkCore.Migrations.MigrationBuilder(null);
        signal.AddOutboxSignal();
        await db.Database.ExecuteSqlRawAsync(((Microsoft.EntityFrameworkCore.Migrations.Operations.SqlOperation)signal.Operations[0]).Sql);
    }
}
