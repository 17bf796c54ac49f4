using System.Diagnostics;
using System.Text.Json;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace StudioOps.Messaging;

/// <summary>Publishes what the outbox holds: in order within an aggregate, side by side across aggregates.</summary>
/// <remarks>
/// Claims aggregates by advisory lock, so any number of copies may run. A row is deleted after the broker confirmed it;
/// a crash in between publishes it again under the same message id, which the inbox of each consumer recognises.
/// An aggregate whose event is refused is set aside for a moment; the others go on.
/// </remarks>
internal sealed partial class OutboxRelay(IBus bus, MessagingOptions options, OutboxConnections connections, TimeProvider clock, ILogger<OutboxRelay> logger) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Measure = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Events of one aggregate per batch, so that a long queue of one does not hold up the rest.</summary>
    private const int Share = 32;

    // The oldest rows only: with a long backlog, grouping all of it for every batch would cost more than publishing.
    private const string Claim =
        """
        with waiting as materialized (
               select aggregate, min(id) as first
               from (select aggregate, id from outbox where aggregate <> all($1) order by id limit 2000) oldest
               group by aggregate order by 2 limit 64),
             claimed as materialized (select aggregate from waiting where pg_try_advisory_xact_lock(hashtextextended(aggregate::text, 0)))
        select aggregate from claimed
        """;

    // A second statement, so that rows another relay deleted before we held the lock are not seen again.
    private const string Read =
        """
        select o.id, o.message_id, o.aggregate, o.type, o.body, o.trace_parent, extract(epoch from clock_timestamp() - o.created_at)::float8
        from unnest($1) as claimed(aggregate), lateral (select * from outbox where outbox.aggregate = claimed.aggregate order by id limit $2) o
        order by o.id
        """;

    private const string Waiting = "select count(*), coalesce(extract(epoch from clock_timestamp() - min(created_at)), 0)::float8 from outbox";

    private readonly SetAside _aside = new(clock);
    private readonly Publishing _publishing = new(clock);
    private readonly SemaphoreSlim _wake = new(0, 1);
    private DateTimeOffset _pruneAt;
    private long _measured;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var listening = ListenAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            // Looking for work is not worth a trace; the work itself carries on the trace that caused it.
            using var quiet = new Activity("relay").Start();
            try
            {
                while (await RelayAsync(stoppingToken) > 0)
                {
                }

                await MeasureAsync(stoppingToken);
                await PruneAsync(stoppingToken);
                await _wake.WaitAsync(Poll, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogRelayFailed(e);
                await PauseAsync(stoppingToken);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        await listening;
    }

    /// <summary>One batch; how many events were published.</summary>
    internal async Task<int> RelayAsync(CancellationToken ct)
    {
        await using var connection = await connections.Work.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var aggregates = await ReadAsync(connection, Claim, [_aside.Now()], row => row.GetGuid(0), ct);
        if (aggregates.Count == 0)
        {
            return 0;
        }

        var read = Stopwatch.GetTimestamp();
        var rows = await ReadAsync(
            connection,
            Read,
            [aggregates.ToArray(), Share],
            row => new Row(row.GetInt64(0), row.GetGuid(1), row.GetGuid(2), row.GetString(3), row.GetString(4), row.IsDBNull(5) ? null : row.GetString(5), row.GetDouble(6), read),
            ct);

        // A broker that answers nothing must not keep the transaction and its locks open for ever.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        var outcomes = await Task.WhenAll(rows.GroupBy(row => row.Aggregate).Select(group => PublishAsync(group.Key, [.. group], patience.Token, ct)));
        var published = outcomes.SelectMany(outcome => outcome.Confirmed).ToArray();

        await using var delete = new NpgsqlCommand("delete from outbox where id = any($1)", connection) { Parameters = { new() { Value = published } } };
        await delete.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        if (outcomes.FirstOrDefault(outcome => outcome.Failure is not null) is { } failed)
        {
            LogPublishFailed(failed.Failure!, rows.Count - published.Length, failed.Type, failed.MessageId);
        }

        return published.Length;
    }

    /// <summary>The events of one aggregate, one after the other; stops at the first the broker does not confirm.</summary>
    private async Task<Outcome> PublishAsync(Guid aggregate, Row[] rows, CancellationToken patience, CancellationToken ct)
    {
        var confirmed = new List<long>(rows.Length);
        foreach (var row in rows)
        {
            using var activity = MessagingTelemetry.StartPublish(row.TraceParent, row.Type, row.MessageId);
            try
            {
                await _publishing.SendAsync(row.MessageId, () => SendAsync(row), patience);
                confirmed.Add(row.Id);
                MessagingTelemetry.Published(row.Type, row.Age + Stopwatch.GetElapsedTime(row.ReadAt).TotalSeconds);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                MessagingTelemetry.NotPublished(activity, row.Type, e);
                _aside.Failed(aggregate);
                return new Outcome(confirmed, e, row.Type, row.MessageId);
            }
        }

        _aside.Succeeded(aggregate);
        return new Outcome(confirmed);
    }

    private Task SendAsync(Row row)
    {
        var type = options.Contract(row.Type);
        return bus.Publish(
            JsonSerializer.Deserialize(row.Body, type)!,
            type,
            context =>
            {
                context.MessageId = row.MessageId;
                if (context.TryGetPayload<RabbitMqSendContext>(out var rabbit))
                {
                    rabbit.Mandatory = true;
                }
            },
            CancellationToken.None);
    }

    /// <summary>How much waits, and how long already; for the metrics, so not more often than they are read.</summary>
    private async Task MeasureAsync(CancellationToken ct)
    {
        if (_measured != 0 && clock.GetElapsedTime(_measured) < Measure)
        {
            return;
        }

        _measured = clock.GetTimestamp();
        await using var connection = await connections.Work.OpenConnectionAsync(ct);
        var (count, age) = (await ReadAsync(connection, Waiting, [], row => (row.GetInt64(0), row.GetDouble(1)), ct)).Single();
        MessagingTelemetry.Outbox(connections.Service, count, age);
    }

    /// <summary>Forgets messages taken in over a week ago; the broker cannot deliver those again.</summary>
    private async Task PruneAsync(CancellationToken ct)
    {
        if (clock.GetUtcNow() < _pruneAt)
        {
            return;
        }

        _pruneAt = clock.GetUtcNow().AddHours(1);
        await using var command = connections.Work.CreateCommand("delete from inbox where received_at < now() - interval '7 days'");
        await command.ExecuteNonQueryAsync(ct);
    }

    private async Task ListenAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                // A pooler in transaction mode would swallow LISTEN: this is the direct connection.
                await using var connection = await connections.Direct.OpenConnectionAsync(ct);
                connection.Notification += (_, _) => Wake();
                await using (var listen = new NpgsqlCommand("listen outbox", connection))
                {
                    await listen.ExecuteNonQueryAsync(ct);
                }

                Wake();
                while (true)
                {
                    await connection.WaitAsync(ct);
                }
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                LogListenFailed(e);
                await PauseAsync(ct);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private void Wake()
    {
        if (_wake.CurrentCount == 0)
        {
            try
            {
                _wake.Release();
            }
            catch (SemaphoreFullException)
            {
                // Two notifications at once: one wake-up is enough.
            }
        }
    }

    private static async Task PauseAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Poll);
        try
        {
            await timer.WaitForNextTickAsync(ct);
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private static async Task<List<T>> ReadAsync<T>(NpgsqlConnection connection, string sql, object[] parameters, Func<NpgsqlDataReader, T> map, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new() { Value = parameter });
        }

        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<T>();
        while (await reader.ReadAsync(ct))
        {
            rows.Add(map(reader));
        }

        return rows;
    }

    [LoggerMessage(LogLevel.Warning, "The outbox could not be relayed; it is tried again in a second")]
    private partial void LogRelayFailed(Exception exception);

    [LoggerMessage(LogLevel.Warning, "{Count} events were not confirmed by the broker and stay in the outbox; the first was {Type} {MessageId}")]
    private partial void LogPublishFailed(Exception exception, int count, string type, Guid messageId);

    [LoggerMessage(LogLevel.Warning, "Not listening for new events; the outbox is polled every second meanwhile")]
    private partial void LogListenFailed(Exception exception);

    private sealed record Row(long Id, Guid MessageId, Guid Aggregate, string Type, string Body, string? TraceParent, double Age, long ReadAt);

    private sealed record Outcome(List<long> Confirmed, Exception? Failure = null, string Type = "", Guid MessageId = default);
}

/// <summary>The relay's two ways to Postgres: pooled for work, direct for LISTEN.</summary>
internal sealed record OutboxConnections(NpgsqlDataSource Work, NpgsqlDataSource Direct, string Service) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Direct.DisposeAsync();
}
