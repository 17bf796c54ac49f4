using System.Text.Json.Serialization;
using StudioOps.Dashboard.Telemetry;

namespace StudioOps.Dashboard.Metrics;

[JsonConverter(typeof(LowerCase<InstrumentKind>))]
internal enum InstrumentKind
{
    Counter,
    UpDown,
    Gauge,
    Histogram,
}

/// <summary>What is measured, as its sender describes it with every export.</summary>
/// <param name="Resource">By whom.</param>
/// <param name="Meter">The scope's name.</param>
/// <param name="Name">The instrument's name.</param>
/// <param name="Unit">As UCUM writes it.</param>
/// <param name="Description">For people.</param>
/// <param name="Kind">How to draw it.</param>
/// <param name="IsDelta">Whether a point holds what happened since the last one, not since the start.</param>
internal sealed record Instrument(Resource Resource, string Meter, string Name, string Unit, string Description, InstrumentKind Kind, bool IsDelta);

/// <summary>Counts of what fell into each bucket; one count more than there are bounds.</summary>
internal sealed record Buckets(double[] Bounds, long[] Counts);

/// <summary>One measurement as it came.</summary>
internal sealed class DataPoint
{
    public required Instrument Instrument { get; init; }

    public KeyValue[] Attributes { get; set; } = [];

    public long Start { get; set; }

    public long At { get; set; }

    public double Value { get; set; }

    public Buckets? Buckets { get; set; }
}
