using StudioOps.Dashboard.Telemetry;

namespace StudioOps.Dashboard.Metrics;

/// <summary>Values over time. A value that stays costs one point however long it stays.</summary>
internal sealed class Track<T>(Func<T, T, bool> same)
{
    private readonly Ring<Point> _points = new();

    public int Count => _points.Count;

    public long First => _points[0].At;

    public long Last => _points.Last.Until;

    public T LastValue => _points.Last.Value;

    /// <summary>How many points that added: one or none.</summary>
    public int Add(long at, T value)
    {
        if (_points.Count > 0)
        {
            ref var last = ref _points.Last;
            if (at < last.Until)
            {
                return 0;   // late or sent twice
            }

            if (same(last.Value, value))
            {
                last.Until = at;
                return 0;
            }
        }

        _points.Add(new Point { At = at, Until = at, Value = value });
        return 1;
    }

    /// <summary>Forgets what ended before a time, but never the newest; how many points that were.</summary>
    public int RemoveBefore(long time)
    {
        var removed = 0;
        while (_points.Count > 1 && _points[0].Until < time)
        {
            _points.RemoveFirst();
            removed++;
        }

        return removed;
    }

    /// <summary>The last point that began at or before a time, or -1.</summary>
    public int IndexAt(long time)
    {
        var (low, high) = (0, _points.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (_points[middle].At <= time)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return high;
    }

    public Point this[int index] => _points[index];

    public struct Point
    {
        public long At;
        public long Until;
        public T Value;
    }
}
