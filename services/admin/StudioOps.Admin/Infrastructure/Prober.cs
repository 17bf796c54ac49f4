using StudioOps.ServiceDefaults;

namespace StudioOps.Admin.Infrastructure;

/// <summary>Asks every neighbour every few seconds; each has its own turn, so that a slow one keeps nobody waiting.</summary>
internal sealed partial class Prober(Neighbourhood neighbours, ProbeBoard board, ProbeTelemetry telemetry, InfrastructureOptions options, TimeProvider clock, ILogger<Prober> log) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(neighbours.Live.Select(neighbour => WatchAsync(neighbour, stoppingToken)));

    private async Task WatchAsync(Neighbour neighbour, CancellationToken stop)
    {
        var last = ProbeState.Unknown;
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.IntervalSeconds), clock);
        try
        {
            do
            {
                ProbeResult result;
                var asked = clock.GetTimestamp();
                using (Telemetry.Quiet())
                {
                    result = await Probe.AskAsync(neighbour, options, clock, stop);
                }

                board.Record(neighbour, result);
                telemetry.Record(neighbour, result.State, clock.GetElapsedTime(asked));
                if (result.State != last)
                {
                    Changed(neighbour.Name, result.State, result.Error ?? "it answers as it should");
                    last = result.State;
                }
            }
            while (await timer.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The service stops.
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Neighbour} is {State}: {Error}")]
    private partial void Changed(string neighbour, ProbeState state, string error);
}
