namespace StudioOps.Dashboard.Metrics;

/// <summary>Series of the last hour, up to a number of series and points; the oldest points go first.</summary>
internal sealed class MetricStore(int mostPoints, int mostSeries, TimeSpan keep)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<InstrumentKey, Dictionary<SeriesKey, Series>> _instruments = [];
    private readonly Dictionary<(string Resource, string Instance), long> _lastExports = [];
    private int _series;

    public int Points { get; private set; }

    /// <summary>How many points were not kept because there are too many series.</summary>
    public int Add(IReadOnlyList<DataPoint> points)
    {
        var dropped = 0;
        lock (_gate)
        {
            foreach (var point in points)
            {
                if (Find(point) is not { } series)
                {
                    dropped++;
                    continue;
                }

                Points -= series.Points;
                var isNew = series.Points == 0;
                series.Add(point, isNew ? Before(point) : null);
                series.RemoveBefore(point.At - (long)(keep.TotalSeconds * Telemetry.Moment.Second));
                Points += series.Points;
            }

            foreach (var point in points)
            {
                _lastExports[(point.Instrument.Resource.Name, point.Instrument.Resource.Instance)] = point.At;
            }

            Shorten();
        }

        return dropped;
    }

    /// <summary>Reads while nothing is added.</summary>
    public TResult Read<TResult>(Func<IReadOnlyDictionary<InstrumentKey, Dictionary<SeriesKey, Series>>, TResult> read)
    {
        lock (_gate)
        {
            return read(_instruments);
        }
    }

    public void Clear(string? resource) => Remove(series => resource is null || series.Instrument.Resource.Name == resource);

    private Series? Find(DataPoint point)
    {
        var instrument = point.Instrument;
        var key = new InstrumentKey(instrument.Resource.Name, instrument.Meter, instrument.Name);
        if (!_instruments.TryGetValue(key, out var all))
        {
            _instruments[key] = all = [];
        }

        var seriesKey = new SeriesKey(instrument.Resource.Instance, point.Attributes);
        if (!all.TryGetValue(seriesKey, out var series))
        {
            if (_series == mostSeries)
            {
                var quiet = point.At - (5 * 60 * Telemetry.Moment.Second);
                Remove(one => one.Points == 0 || one.Last < quiet);
                if (_series == mostSeries)
                {
                    return null;
                }

                return Find(point);
            }

            all[seriesKey] = series = new Series(instrument, point.Attributes);
            _series++;
        }

        return series;
    }

    /// <summary>A series that was not in the sender's last export stood at nothing then; in its first export, when it began.</summary>
    private long? Before(DataPoint point)
    {
        var resource = point.Instrument.Resource;
        if (_lastExports.TryGetValue((resource.Name, resource.Instance), out var last))
        {
            return Math.Max(last, point.Start);
        }

        return point.Start > point.At - (30 * Telemetry.Moment.Second) ? point.Start : null;
    }

    private void Shorten()
    {
        while (Points > mostPoints)
        {
            var all = _instruments.Values.SelectMany(series => series.Values).Where(series => series.Points > 1).ToList();
            if (all.Count == 0)
            {
                return;
            }

            var (first, last) = (all.Min(series => series.First), all.Max(series => series.Last));
            var cut = first + Math.Max(1, (last - first) / 10);
            var before = Points;
            foreach (var series in all)
            {
                Points -= series.RemoveBefore(cut);
            }

            if (Points == before && cut >= last)
            {
                return;
            }
        }
    }

    private void Remove(Predicate<Series> match)
    {
        lock (_gate)
        {
            foreach (var (key, all) in _instruments)
            {
                foreach (var (seriesKey, series) in all)
                {
                    if (match(series))
                    {
                        all.Remove(seriesKey);
                        Points -= series.Points;
                        _series--;
                    }
                }

                if (all.Count == 0)
                {
                    _instruments.Remove(key);
                }
            }
        }
    }
}
