using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using StudioOps.Contracts;
using StudioOps.Hosting.Testing;
using StudioOps.Messaging;
using StudioOps.Testing;

namespace StudioOps.Ledger;

/// <summary>A fresh database of the miniature service on a real broker, and the copies of it that run in this process.</summary>
public sealed class LedgerHost : IAsyncDisposable
{
    private static readonly string Outboxed =
        $"""
        insert into outbox (message_id, aggregate, type, body)
        select message_id, account, '{typeof(EntryMade).FullName}', jsonb_build_object(
            'Account', account, 'Number', number, 'Poison', false, 'Actor', jsonb_build_object('Subject', 'test', 'Name', 'test'), 'OccurredAt', '2026-01-01T00:00:00Z')
        """;

    /// <summary>A connection caught in a broker's death may never answer: the next one is asked.</summary>
    private static readonly TimeSpan BrokerPatience = TimeSpan.FromSeconds(30);

    private static int _next;
    private readonly List<IHost> _copies = [];
    private readonly DbContextOptions<LedgerDbContext> _options;

    private LedgerHost(LedgerAddress address)
    {
        Address = address;
        _options = new DbContextOptionsBuilder<LedgerDbContext>().UseNpgsql(address.Database).Options;
    }

    public LedgerAddress Address { get; }

    public string Queue => Address.Prefix + "ledger-when-entry-made";

    /// <param name="copies">In this process.</param>
    /// <param name="own">Servers that may be killed; what it does not have is shared with the other tests.</param>
    /// <param name="ownPostgres">Whether it has Postgres.</param>
    public static async Task<LedgerHost> StartAsync(int copies = 1, LocalServers? own = null, bool ownPostgres = false)
    {
        var postgres = ownPostgres ? own! : await Servers.CoreAsync();
        var name = $"ledger_{Interlocked.Increment(ref _next)}";
        var database = new NpgsqlConnectionStringBuilder(postgres.PostgresConnectionString) { Database = name }.ConnectionString;
        var host = new LedgerHost(new LedgerAddress(database, (own ?? await Servers.BrokerAsync()).RabbitMqConnectionString, name.Replace('_', '-') + "-"));
        await host.CreateDatabaseAsync(postgres.PostgresConnectionString, name);
        for (var i = 0; i < copies; i++)
        {
            await host.AddCopyAsync();
        }

        return host;
    }

    /// <summary>Its exchanges, queues and bindings, and nobody at them.</summary>
    public Task DeployAsync() => LedgerCopy.Topology(consumes: true).DeployAsync(new ConfigurationBuilder().AddInMemoryCollection(Address.Settings()).Build());

    /// <summary>Another process of the same service, as far as database and broker can tell.</summary>
    public async Task AddCopyAsync(bool consumes = true, params IInterceptor[] interceptors) => _copies.Add(await LedgerCopy.StartAsync(Address, consumes, interceptors));

    /// <summary>Stops the copies in this process, politely.</summary>
    public async Task StopCopiesAsync()
    {
        foreach (var copy in _copies)
        {
            await copy.StopAsync();
            copy.Dispose();
        }

        _copies.Clear();
    }

    /// <summary>Makes entries FROM..TO of an account, each in a transaction of its own; insists when Postgres goes away meanwhile.</summary>
    public async Task MakeAsync(Guid account, int from, int to, bool poison = false, bool rollBack = false)
    {
        for (var number = from; number <= to; number++)
        {
            await Eventually.TrueAsync(() => TryMakeAsync(account, number, poison, rollBack), "the entry was made", TimeSpan.FromSeconds(60));
        }
    }

    /// <summary>Tells the bus once more about an entry of this account, under its own message id.</summary>
    public Task RepeatAsync(Guid account, int number) => ExecuteAsync(
        $"{Outboxed} from made where account = '{account}' and number = {number}");

    /// <summary>Makes very many at once: COUNT entries, dealt out to accounts of their own.</summary>
    public Task MakeManyAsync(int accounts, int count) => ExecuteAsync(
        $"""
        with account as (select n, gen_random_uuid() as id from generate_series(0, {accounts - 1}) n),
             fresh as (insert into made select account.id, i / {accounts} + 1, gen_random_uuid() from generate_series(0, {count - 1}) i join account on account.n = i % {accounts} returning *)
        {Outboxed} from fresh
        """);

    /// <summary>Publishes past the outbox, under a message id of the test's choice.</summary>
    public Task PublishAsync(EntryMade entry, Guid messageId) =>
        _copies[0].Services.GetRequiredService<IBus>().Publish(entry, context => context.MessageId = messageId);

    /// <summary>The numbers written down for an account, in the order they arrived.</summary>
    public async Task<List<int>> LinesAsync(Guid account)
    {
        await using var db = new LedgerDbContext(_options);
        return await db.Lines.Where(line => line.Account == account).OrderBy(line => line.Id).Select(line => line.Number).ToListAsync();
    }

    /// <summary>Null when every entry made has exactly one effect, the newest state stands, and nothing is left anywhere; else what is wrong.</summary>
    public async Task<string?> UnsettledAsync()
    {
        try
        {
            var wrong = await ReadAsync<string>(
                """
                select concat_ws(', ',
                    (select nullif(count(*), 0) || ' without effect' from made m where not exists (select from lines l where l.account = m.account and l.number = m.number)),
                    (select nullif(count(*), 0) || ' with two effects' from (select from lines group by account, number having count(*) > 1) doubled),
                    (select nullif(count(*), 0) || ' never made' from lines l where not exists (select from made m where m.account = l.account and m.number = l.number)),
                    (select nullif(count(*), 0) || ' states not the newest' from (select account, max(number) as newest from made group by account) m
                        left join states s using (account) where s.number is distinct from m.newest),
                    (select nullif(count(*), 0) || ' in the outbox' from outbox))
                """);
            var left = wrong.Length == 0 ? await LeftInQueuesAsync().WaitAsync(BrokerPatience) : "";
            return wrong.Length + left.Length > 0 ? $"{wrong}; {left}" : null;
        }
        catch (Exception e) when (e is NpgsqlException or BrokerUnreachableException or OperationInterruptedException or AlreadyClosedException or TimeoutException)
        {
            return e.Message;
        }
    }

    /// <summary>What went wrong with the first message of a queue, when the queue says so; the message stays.</summary>
    private async Task<string?> ErrorAsync(string queue)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(Address.Broker) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        var headers = (await channel.BasicGetAsync(queue, autoAck: false))?.BasicProperties.Headers;
        return headers is null ? null : string.Join(", ", headers.Where(header => header.Key.StartsWith("x-", StringComparison.Ordinal) || header.Key == MessageHeaders.FaultMessage)
            .Select(header => $"{header.Key}: {Words(header.Value)}"));
    }

    private static string Words(object? value) => value switch
    {
        byte[] text => System.Text.Encoding.UTF8.GetString(text),
        IDictionary<string, object?> table => string.Join(' ', table.Select(field => $"{field.Key}={Words(field.Value)}")),
        IEnumerable<object?> list => string.Join(" / ", list.Select(Words)),
        _ => $"{value}",
    };

    /// <summary>Messages ready in one of this ledger's queues; none when it does not exist.</summary>
    public async Task<uint> ReadyAsync(string queue)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(Address.Broker) }.CreateConnectionAsync();
        return await ReadyAsync(connection, queue);
    }

    private static async Task<uint> ReadyAsync(IConnection connection, string queue)
    {
        await using var channel = await connection.CreateChannelAsync();
        try
        {
            return (await channel.QueueDeclarePassiveAsync(queue)).MessageCount;
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == 404)
        {
            return 0;
        }
    }

    public Task<long> ScalarAsync(string sql) => ReadAsync<long>(sql);

    public Task ExecuteAsync(string sql) => ExecuteAsync(Address.Database, sql);

    public async ValueTask DisposeAsync() => await StopCopiesAsync();

    private async Task<bool> TryMakeAsync(Guid account, int number, bool poison, bool rollBack)
    {
        try
        {
            await using var db = new LedgerDbContext(_options);
            await using var transaction = await db.Database.BeginTransactionAsync();
            db.Enqueue(new EntryMade(account, number, poison, Actor.System("test"), DateTimeOffset.UnixEpoch), account);
            var message = db.ChangeTracker.Entries<OutboxMessage>().Single().Entity.MessageId;
            if (await db.Database.ExecuteSqlAsync($"insert into made values ({account}, {number}, {message}) on conflict do nothing") == 0)
            {
                // An earlier try was final after all; its answer was lost.
                return true;
            }

            await db.SaveChangesAsync();
            if (!rollBack)
            {
                await transaction.CommitAsync();
            }

            return true;
        }
        catch (Exception e) when (e.GetBaseException() is NpgsqlException or System.Net.Sockets.SocketException or IOException or TimeoutException)
        {
            return false;
        }
    }

    private async Task<string> LeftInQueuesAsync()
    {
        var left = new List<string>();
        await using var connection = await new ConnectionFactory { Uri = new Uri(Address.Broker) }.CreateConnectionAsync();
        foreach (var queue in (string[])[Queue, Queue + "_skipped", Queue + "_error", Address.Prefix + "errors", Address.Prefix + "dead-letters", Address.Prefix + "unrouted"])
        {
            if (await ReadyAsync(connection, queue) is > 0 and var count)
            {
                left.Add($"{count} in {queue} {await ErrorAsync(queue)}");
            }
        }

        return string.Join(", ", left);
    }

    private async Task<T> ReadAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(Address.Database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    private async Task CreateDatabaseAsync(string postgres, string name)
    {
        // Not from the pool: connections there may be of a Postgres that was killed since.
        await ExecuteAsync(new NpgsqlConnectionStringBuilder(postgres) { Pooling = false }.ConnectionString, $"create database {name}");
        await using var db = new LedgerDbContext(_options);
        await db.Database.EnsureCreatedAsync();
        var signal = new MigrationBuilder(null);
        signal.AddOutboxSignal();
        await ExecuteAsync(((SqlOperation)signal.Operations[0]).Sql + LedgerDbContext.Tables);
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
