using System.Threading.Channels;
using StudioOps.Dashboard.Live;
using StudioOps.Dashboard.Telemetry;

namespace StudioOps.Dashboard.Otlp;

/// <summary>Between receiving and keeping: a sender never waits for a store, and what does not fit is dropped and counted.</summary>
internal sealed partial class IngestQueue(
    DashboardLimits limits, TelemetryStore store, TraceFile file, Counters counters, Revisions revisions, ILogger<IngestQueue> logger) : BackgroundService
{
    private readonly Channel<Batch> _batches = Channel.CreateBounded<Batch>(new BoundedChannelOptions(limits.QueuedBatches) { SingleReader = true });

    /// <summary>Whether there was room.</summary>
    public bool TryAdd(Batch batch)
    {
        if (batch.Count == 0 || _batches.Writer.TryWrite(batch))
        {
            return true;
        }

        counters.Drop(batch.Signal, batch.Count);
        return false;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var batch in _batches.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                store.Add(batch);
            }
            catch (Exception failure)   // whatever it is, it costs this batch and not the dashboard
            {
                counters.Drop(batch.Signal, batch.Count);
                LogLost(failure, batch.Count, batch.Signal);
            }

            if (batch.Signal == Signal.Traces)
            {
                file.Offer(batch.Spans);
            }

            revisions.Touch(batch.Signal switch { Signal.Traces => Topic.Traces, Signal.Logs => Topic.Logs, _ => Topic.Metrics });
        }
    }

    [LoggerMessage(LogLevel.Error, "{Count} {Signal} could not be kept")]
    private partial void LogLost(Exception failure, int count, Signal signal);
}
