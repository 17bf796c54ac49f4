using StudioOps.Dashboard.Telemetry;

namespace StudioOps.Dashboard.Metrics;

/// <summary>One instrument of one instance with one set of attributes. Counters and histograms are kept as totals that only grow.</summary>
internal sealed class Series(Instrument instrument, KeyValue[] attributes)
{
    private double _raw;
    private long[]? _rawCounts;

    public Instrument Instrument { get; } = instrument;

    public KeyValue[] Attributes { get; } = attributes;

    public Track<double> Values { get; } = new(static (one, two) => one == two);

    public Track<long[]> Counts { get; } = new(static (one, two) => one.AsSpan().SequenceEqual(two));

    public double[] Bounds { get; private set; } = [];

    public bool IsHistogram => Instrument.Kind == InstrumentKind.Histogram;

    /// <summary>When it was last measured.</summary>
    public long Last => IsHistogram ? Counts.Last : Values.Last;

    /// <summary>What it costs against the limit on points.</summary>
    public int Points => Values.Count + (Counts.Count * Weight);

    public long First => IsHistogram ? Counts.First : Values.First;

    // A histogram's point is as large as several plain ones.
    private int Weight => 1 + (Bounds.Length / 3);

    /// <param name="point">The measurement.</param>
    /// <param name="before">When the sender measured last without this series, if that is known: it stood at nothing then.</param>
    public void Add(DataPoint point, long? before)
    {
        if (IsHistogram)
        {
            AddCounts(point, before);
            return;
        }

        if (Instrument.Kind != InstrumentKind.Counter)
        {
            Values.Add(point.At, Instrument.IsDelta && Values.Count > 0 ? Values.LastValue + point.Value : point.Value);
            return;
        }

        if (Values.Count == 0 && before is { } nothing && nothing < point.At)
        {
            Values.Add(nothing, 0);
        }

        // A total that fell began anew at its sender; ours goes on from where it was.
        var grown = Instrument.IsDelta || point.Value < _raw ? point.Value : point.Value - _raw;
        Values.Add(point.At, (Values.Count == 0 ? 0 : Values.LastValue) + grown);
        _raw = point.Value;
    }

    public int RemoveBefore(long time) => Values.RemoveBefore(time) + (Counts.RemoveBefore(time) * Weight);

    private void AddCounts(DataPoint point, long? before)
    {
        var came = point.Buckets!;
        if (Counts.Count > 0 && !Bounds.AsSpan().SequenceEqual(came.Bounds))
        {
            return;   // the same instrument with other bounds cannot be added up; the first one's stay
        }

        Bounds = Counts.Count == 0 ? came.Bounds : Bounds;
        if (Counts.Count == 0 && before is { } nothing && nothing < point.At)
        {
            Counts.Add(nothing, new long[came.Counts.Length]);
        }

        var anew = Instrument.IsDelta || _rawCounts is null || Fell(_rawCounts, came.Counts);
        var total = Counts.Count == 0 ? new long[came.Counts.Length] : (long[])Counts.LastValue.Clone();
        for (var bucket = 0; bucket < total.Length; bucket++)
        {
            total[bucket] += came.Counts[bucket] - (anew ? 0 : _rawCounts![bucket]);
        }

        Counts.Add(point.At, total);
        _rawCounts = came.Counts;
    }

    private static bool Fell(long[] before, long[] now)
    {
        for (var bucket = 0; bucket < now.Length; bucket++)
        {
            if (now[bucket] < before[bucket])
            {
                return true;
            }
        }

        return false;
    }
}
