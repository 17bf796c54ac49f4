using StudioOps.Dashboard.Metrics;
using StudioOps.Dashboard.Telemetry;

namespace StudioOps.Dashboard.Otlp;

internal enum Signal
{
    Traces,
    Logs,
    Metrics,
}

/// <summary>What one request brought, read and sound.</summary>
/// <param name="Signal">Which of the lists below is filled.</param>
/// <param name="Rejected">Items that are well-formed but cannot be kept, and why, as the sender is told.</param>
/// <param name="Why">Empty when nothing was rejected.</param>
internal sealed record Batch(Signal Signal, int Rejected = 0, string Why = "")
{
    public List<Span> Spans { get; init; } = [];

    public List<LogRecord> Logs { get; init; } = [];

    public List<DataPoint> Points { get; init; } = [];

    public int Count => Spans.Count + Logs.Count + Points.Count;
}
