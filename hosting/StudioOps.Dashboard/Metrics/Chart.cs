using StudioOps.Dashboard.Telemetry;

namespace StudioOps.Dashboard.Metrics;

/// <summary>Series on a grid, added up by their labels.</summary>
internal static class Chart
{
    // A series that was not measured for this long has ended; seldom exporters are given their own pace.
    private const long Grace = 10 * Moment.Second;

    public static IEnumerable<IGrouping<string, Series>> Groups(IEnumerable<Series> series, SeriesQuery query) => series
        .Where(query.Matches)
        .GroupBy(one => string.Join('\u001f', query.GroupBy.Select(dimension => KeyValue.Find(one.Attributes, dimension)?.ToString() ?? string.Empty)));

    public static double?[] Values(IReadOnlyList<Series> group, Grid grid)
    {
        var kind = group[0].Instrument.Kind;
        var (sums, counts) = (new double?[grid.Count], new int[grid.Count]);
        foreach (var series in group)
        {
            for (var index = 0; index < grid.Count; index++)
            {
                var value = kind == InstrumentKind.Counter ? Rate(series.Values, grid[index] - grid.Step, grid[index]) : At(series.Values, grid[index]);
                if (value is not null)
                {
                    sums[index] = (sums[index] ?? 0) + value;
                    counts[index]++;
                }
            }
        }

        // Temperatures are not added up.
        for (var index = 0; kind == InstrumentKind.Gauge && index < grid.Count; index++)
        {
            sums[index] /= counts[index];
        }

        // Not every number has a place on a chart, or a JSON form.
        return Array.ConvertAll(sums, value => value is { } number && double.IsFinite(number) ? value : null);
    }

    /// <summary>What fell into each bucket in each step; null where nothing did.</summary>
    public static (double[] Bounds, long[]?[] Counts) Histogram(IReadOnlyList<Series> group, Grid grid)
    {
        var bounds = group[0].Bounds;
        var steps = new long[]?[grid.Count];
        foreach (var track in group.Where(series => series.Bounds.AsSpan().SequenceEqual(bounds)).Select(series => series.Counts))
        {
            for (var index = 0; index < grid.Count; index++)
            {
                var (from, to) = (track.IndexAt(grid[index] - grid.Step), track.IndexAt(grid[index]));
                if (to > from && to > 0)
                {
                    var into = steps[index] ??= new long[bounds.Length + 1];
                    var (before, after) = (track[Math.Max(from, 0)].Value, track[to].Value);
                    for (var bucket = 0; bucket < into.Length; bucket++)
                    {
                        into[bucket] += after[bucket] - before[bucket];
                    }
                }
            }
        }

        return (bounds, steps);
    }

    /// <summary>Where a share of all lies, evenly spread inside its bucket; what is beyond the last bound is called the last bound.</summary>
    public static double? Percentile(double[] bounds, long[]? counts, double share)
    {
        var total = counts?.Sum() ?? 0;
        if (total == 0 || bounds.Length == 0)
        {
            return null;
        }

        var (wanted, passed) = (share * total, 0L);
        for (var bucket = 0; bucket < bounds.Length; bucket++)
        {
            if (passed + counts![bucket] >= wanted && counts[bucket] > 0)
            {
                var lower = bucket > 0 ? bounds[bucket - 1] : Math.Min(0, bounds[0]);
                return lower + ((bounds[bucket] - lower) * (wanted - passed) / counts[bucket]);
            }

            passed += counts[bucket];
        }

        return bounds[^1];
    }

    private static double? At(Track<double> track, long time)
    {
        var index = track.IndexAt(time);
        return index < 0 || (index == track.Count - 1 && time > track.Last + Patience(track)) ? null : track[index].Value;
    }

    // What was not measured yet is not told: the newest step would always seem to fall.
    private static double? Rate(Track<double> track, long from, long to) =>
        to <= track.Last && Total(track, to) is { } after && Total(track, from) is { } before ? (after - before) / ((to - from) / (double)Moment.Second) : null;

    /// <summary>The total at a time; between two measurements it is taken to have grown evenly.</summary>
    private static double? Total(Track<double> track, long time)
    {
        var index = track.IndexAt(time);
        if (index < 0)
        {
            return null;
        }

        var point = track[index];
        if (time <= point.Until)
        {
            return point.Value;
        }

        var next = track[index + 1];
        return point.Value + ((next.Value - point.Value) * (time - point.Until) / (next.At - point.Until));
    }

    private static long Patience(Track<double> track) =>
        track.Count < 2 ? 7 * Grace : Math.Max(Grace, (track[track.Count - 1].At - track[track.Count - 2].Until) * 5 / 2);
}
