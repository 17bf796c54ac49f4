using StudioOps.Dashboard.Otlp;

namespace StudioOps.Dashboard.Telemetry;

/// <summary>What was not kept, by signal: items dropped and requests refused.</summary>
internal sealed class Counters
{
    private readonly long[] _dropped = new long[3];
    private readonly long[] _refused = new long[3];

    public SignalCounts Dropped => Counts(_dropped);

    public SignalCounts Refused => Counts(_refused);

    public void Drop(Signal signal, int items) => Interlocked.Add(ref _dropped[(int)signal], items);

    public void Refuse(Signal signal) => Interlocked.Increment(ref _refused[(int)signal]);

    private static SignalCounts Counts(long[] counts) => new(Volatile.Read(ref counts[0]), Volatile.Read(ref counts[1]), Volatile.Read(ref counts[2]));
}

internal sealed record SignalCounts(long Traces, long Logs, long Metrics);
