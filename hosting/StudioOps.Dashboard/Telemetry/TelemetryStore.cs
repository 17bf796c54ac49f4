using System.Collections.Concurrent;
using StudioOps.Dashboard.Metrics;
using StudioOps.Dashboard.Otlp;

namespace StudioOps.Dashboard.Telemetry;

/// <summary>Everything received and still kept.</summary>
internal sealed class TelemetryStore(DashboardLimits limits, Counters counters)
{
    private const int MostSenders = 1_000;
    private readonly ConcurrentDictionary<string, byte> _senders = new(StringComparer.Ordinal);

    public TraceStore Traces { get; } = new(limits.Spans, limits.StoreMegabytes * 1024L * 1024);

    public LogStore Logs { get; } = new(limits.Logs, limits.StoreMegabytes * 1024L * 1024);

    public MetricStore Metrics { get; } = new(limits.MetricPoints, limits.MetricSeries, TimeSpan.FromMinutes(limits.MetricMinutes));

    /// <summary>Everyone who sent something, until it is cleared.</summary>
    public IEnumerable<string> Senders => _senders.Keys.Order(StringComparer.Ordinal);

    public void Add(Batch batch)
    {
        counters.Drop(batch.Signal, batch.Signal switch
        {
            Signal.Traces => Traces.Add(batch.Spans),
            Signal.Metrics => Metrics.Add(batch.Points),
            _ => AddLogs(batch),
        });
        Remember(batch);
    }

    public void Clear(string? resource)
    {
        Traces.Clear(resource);
        Logs.Clear(resource);
        Metrics.Clear(resource);
        if (resource is null)
        {
            _senders.Clear();
        }
        else
        {
            _senders.TryRemove(resource, out _);
        }
    }

    private void Remember(Batch batch)
    {
        // A batch has few resources, and its items come in runs of them.
        var last = string.Empty;
        foreach (var name in batch.Spans.Select(span => span.Resource.Name)
            .Concat(batch.Logs.Select(record => record.Resource.Name))
            .Concat(batch.Points.Select(point => point.Instrument.Resource.Name)))
        {
            if (!ReferenceEquals(name, last) && _senders.Count < MostSenders)
            {
                _senders.TryAdd(name, 0);
            }

            last = name;
        }
    }

    private int AddLogs(Batch batch)
    {
        Logs.Add(batch.Logs);
        return 0;
    }
}
