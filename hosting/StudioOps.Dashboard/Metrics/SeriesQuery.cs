using StudioOps.Dashboard.Telemetry;

namespace StudioOps.Dashboard.Metrics;

/// <summary>What a chart asks for.</summary>
internal sealed record SeriesQuery(InstrumentKey Instrument, int WindowSeconds, string[] GroupBy, IReadOnlyList<KeyValuePair<string, string>> Filters)
{
    public bool Matches(Series series)
    {
        foreach (var (dimension, value) in Filters)
        {
            if ((KeyValue.Find(series.Attributes, dimension)?.ToString() ?? string.Empty) != value)
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>Points in time at even distance; the last one is the present, cut to the step.</summary>
internal sealed record Grid(long First, long Step, int Count)
{
    private const int MostSteps = 150;

    public static Grid Of(int windowSeconds, DateTimeOffset now)
    {
        var seconds = Math.Max(1, (windowSeconds + MostSteps - 1) / MostSteps);
        var step = seconds * Moment.Second;
        var last = Moment.Of(now) / step * step;
        var count = Math.Max(1, windowSeconds / seconds);
        return new Grid(last - ((count - 1) * step), step, count);
    }

    public long this[int index] => First + (index * Step);
}
