using StudioOps.Dashboard.Metrics;
using StudioOps.Dashboard.Otlp;

namespace StudioOps.Dashboard.Telemetry;

/// <summary>Everything received and still kept.</summary>
internal sealed class TelemetryStore(DashboardLimits limits, Counters counters)
{
    public TraceStore Traces { get; } = new(limits.Spans, limits.StoreMegabytes * 1024L * 1024);

    public LogStore Logs { get; } = new(limits.Logs, limits.StoreMegabytes * 1024L * 1024);

    public MetricStore Metrics { get; } = new(limits.MetricPoints, limits.MetricSeries, TimeSpan.FromMinutes(limits.MetricMinutes));

    public void Add(Batch batch) => counters.Drop(batch.Signal, batch.Signal switch
    {
        Signal.Traces => Traces.Add(batch.Spans),
        Signal.Metrics => Metrics.Add(batch.Points),
        _ => AddLogs(batch),
    });

    public void Clear(string? resource)
    {
        Traces.Clear(resource);
        Logs.Clear(resource);
        Metrics.Clear(resource);
    }

    /// <summary>Everyone who sent something that is still kept.</summary>
    public IReadOnlyCollection<string> Senders()
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var trace in Traces.All())
        {
            foreach (var span in trace.Spans)
            {
                names.Add(span.Resource.Name);
            }
        }

        names.UnionWith(Logs.All().Select(record => record.Resource.Name).Distinct());
        names.UnionWith(Metrics.Read(instruments => instruments.Keys.Select(key => key.Resource).ToList()));
        return names;
    }

    private int AddLogs(Batch batch)
    {
        Logs.Add(batch.Logs);
        return 0;
    }
}
