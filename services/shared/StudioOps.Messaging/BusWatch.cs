using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace StudioOps.Messaging;

/// <summary>Ends a process whose bus does not find back to a broker that answers; started again, it does.</summary>
/// <remarks>
/// The bus reconnects by itself. But a connection that breaks while messages are being taken in can leave this version of it
/// holding on to the dead one for ever. One that never was up is left alone: a new start would not help it.
/// </remarks>
internal sealed partial class BusWatch(IBusControl bus, MessagingOptions options, BrokerAddress broker, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<BusWatch> logger)
    : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Connecting = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var lost = default(long?);
        using var timer = new PeriodicTimer(Poll);
        try
        {
            await bus.WaitForHealthStatus(BusHealthStatus.Healthy, stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (bus.CheckHealth().Status == BusHealthStatus.Healthy || !await AnswersAsync(stoppingToken))
                {
                    lost = null;
                }
                else if (clock.GetElapsedTime(lost ??= clock.GetTimestamp()) > options.Patience)
                {
                    LogLost(options.Patience.TotalSeconds);
                    Environment.ExitCode = 1;
                    lifetime.StopApplication();
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private async Task<bool> AnswersAsync(CancellationToken ct)
    {
        try
        {
            var factory = new ConnectionFactory { Uri = broker.Uri, AutomaticRecoveryEnabled = false, RequestedConnectionTimeout = Connecting };
            await using var connection = await factory.CreateConnectionAsync("bus watch", ct);
            return true;
        }
        catch (Exception e) when (e is BrokerUnreachableException or OperationInterruptedException or AlreadyClosedException or IOException)
        {
            return false;
        }
    }

    [LoggerMessage(LogLevel.Critical, "The broker answers, but for {Seconds} seconds the bus has not found back to it; this process ends to be started again")]
    private partial void LogLost(double seconds);
}

/// <summary>Where the broker is.</summary>
internal sealed record BrokerAddress(Uri Uri)
{
    public static BrokerAddress Of(Microsoft.Extensions.Configuration.IConfiguration configuration) =>
        new(new Uri(configuration["ConnectionStrings:rabbitmq"] ?? throw new InvalidOperationException("ConnectionStrings:rabbitmq is missing.")));
}
