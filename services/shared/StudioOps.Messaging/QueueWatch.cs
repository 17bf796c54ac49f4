using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace StudioOps.Messaging;

/// <summary>Counts what waits in this service's queues, every few seconds, for the metrics alone.</summary>
internal sealed class QueueWatch(IConfiguration configuration, MessagingOptions options, BusTopology topology) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var quiet = new Activity("queue watch").Start();
        using var timer = new PeriodicTimer(Every);
        IConnection? connection = null;
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                connection = await LookAsync(connection, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
        finally
        {
            connection?.Dispose();
        }
    }

    /// <summary>The connection for the next look; none after one that failed.</summary>
    private async Task<IConnection?> LookAsync(IConnection? connection, CancellationToken ct)
    {
        try
        {
            connection ??= await new ConnectionFactory { Uri = new Uri(configuration.GetConnectionString("rabbitmq")!), AutomaticRecoveryEnabled = false }
                .CreateConnectionAsync($"{topology.Service}: queue depths", ct);
            foreach (var queue in options.Watched.Concat(topology.WatchesParked ? [options.Errors, options.DeadLetters, options.Unrouted] : []))
            {
                MessagingTelemetry.Depth(queue, await CountAsync(connection, queue, ct));
            }

            return connection;
        }
        catch (Exception) when (!ct.IsCancellationRequested)
        {
            // That the broker is away is told by those who need it.
            connection?.Dispose();
            return null;
        }
    }

    private static async Task<long> CountAsync(IConnection connection, string queue, CancellationToken ct)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
        try
        {
            return (await channel.QueueDeclarePassiveAsync(queue, ct)).MessageCount;
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == 404)
        {
            return 0;   // nothing was ever put there
        }
    }
}
