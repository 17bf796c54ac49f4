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
/// </remarks>
internal sealed partial class OutboxRelay(IBus bus, MessagingOptions options, OutboxConnections connections, TimeProvider clock, ILogger<OutboxRelay> logger) : BackgroundService
{
    private static readonly ActivitySource Source = new("StudioOps");
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    private const string Claim =
        """
        with waiting as materialized (select aggregate, min(id) as first from outbox group by aggregate order by 2 limit 64),
             claimed as materialized (select aggregate from waiting where pg_try_advisory_xact_lock(hashtextextended(aggregate::text, 0)))
        select aggregate from claimed
        """;

    private readonly SemaphoreSlim _wake = new(0, 1);
    private DateTimeOffset _pruneAt;

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
        var aggregates = await ReadAsync(connection, Claim, null, row => row.GetGuid(0), ct);
        if (aggregates.Count == 0)
        {
            return 0;
        }

        // A second statement, so that rows another relay deleted before we held the lock are not seen again.
        var rows = await ReadAsync(
            connection,
            "select id, message_id, aggregate, type, body, trace_parent from outbox where aggregate = any($1) order by id limit 500",
            aggregates.ToArray(),
            row => new Row(row.GetInt64(0), row.GetGuid(1), row.GetGuid(2), row.GetString(3), row.GetString(4), row.IsDBNull(5) ? null : row.GetString(5)),
            ct);
        var published = (await Task.WhenAll(rows.GroupBy(row => row.Aggregate).Select(group => PublishAsync([.. group], ct)))).SelectMany(ids => ids).ToArray();

        await using var delete = new NpgsqlCommand("delete from outbox where id = any($1)", connection) { Parameters = { new() { Value = published } } };
        await delete.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        if (published.Length < rows.Count)
        {
            throw new InvalidOperationException($"{rows.Count - published.Length} of {rows.Count} events could not be published; they stay in the outbox.");
        }

        return published.Length;
    }

    /// <summary>The events of one aggregate, one after the other; stops at the first the broker does not confirm.</summary>
    private async Task<List<long>> PublishAsync(Row[] rows, CancellationToken ct)
    {
        var confirmed = new List<long>(rows.Length);
        foreach (var row in rows)
        {
            try
            {
                using var activity = Source.StartActivity("outbox publish", ActivityKind.Internal, row.TraceParent);
                var type = options.Contract(row.Type);
                await bus.Publish(
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
                    ct);
                confirmed.Add(row.Id);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                LogPublishFailed(e, row.Type, row.MessageId);
                break;
            }
        }

        return confirmed;
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
                await using var connection = new NpgsqlConnection(connections.Direct);
                await connection.OpenAsync(ct);
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

    private static async Task<List<T>> ReadAsync<T>(NpgsqlConnection connection, string sql, object? parameter, Func<NpgsqlDataReader, T> map, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        if (parameter is not null)
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

    [LoggerMessage(LogLevel.Warning, "Event {Type} {MessageId} was not confirmed by the broker; it stays in the outbox")]
    private partial void LogPublishFailed(Exception exception, string type, Guid messageId);

    [LoggerMessage(LogLevel.Warning, "Not listening for new events; the outbox is polled every second meanwhile")]
    private partial void LogListenFailed(Exception exception);

    private sealed record Row(long Id, Guid MessageId, Guid Aggregate, string Type, string Body, string? TraceParent);
}

/// <summary>The relay's two ways to Postgres: pooled for work, direct for LISTEN.</summary>
internal sealed record OutboxConnections(NpgsqlDataSource Work, string Direct);
