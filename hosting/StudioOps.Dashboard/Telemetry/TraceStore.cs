namespace StudioOps.Dashboard.Telemetry;

/// <summary>Traces whole, up to a number of spans and bytes; the one that began to arrive first goes first.</summary>
internal sealed class TraceStore(int mostSpans, long mostBytes)
{
    public const int MostSpansPerTrace = 10_000;
    private readonly Lock _gate = new();
    private readonly Dictionary<UInt128, Trace> _byId = [];
    private readonly Ring<Trace> _byArrival = new();
    private long _bytes;

    public int Spans { get; private set; }

    /// <summary>How many were not kept because their trace is too long already.</summary>
    public int Add(IReadOnlyList<Span> spans)
    {
        var dropped = 0;
        lock (_gate)
        {
            foreach (var span in spans)
            {
                if (!_byId.TryGetValue(span.TraceId, out var trace))
                {
                    _byId[span.TraceId] = trace = new Trace(span.TraceId);
                    _byArrival.Add(trace);
                }

                if (trace.Spans.Length == MostSpansPerTrace)
                {
                    dropped++;
                    continue;
                }

                trace.Add(span);
                Spans++;
                _bytes += span.Size;
            }

            while ((Spans > mostSpans || _bytes > mostBytes) && _byArrival.Count > 1)
            {
                Forget(_byArrival.RemoveFirst());
            }
        }

        return dropped;
    }

    public Trace? Find(UInt128 id)
    {
        lock (_gate)
        {
            return _byId.GetValueOrDefault(id);
        }
    }

    public Trace[] All()
    {
        lock (_gate)
        {
            var all = new Trace[_byArrival.Count];
            _byArrival.CopyTo(all);
            return all;
        }
    }

    /// <summary>Forgets every trace, or those a resource has a part in.</summary>
    public void Clear(string? resource)
    {
        lock (_gate)
        {
            _byArrival.RemoveAll(trace =>
            {
                var goes = resource is null || Touches(trace, resource);
                if (goes)
                {
                    Forget(trace);
                }

                return goes;
            });
        }
    }

    public static bool Touches(Trace trace, string resource)
    {
        foreach (var span in trace.Spans)
        {
            if (span.Resource.Name == resource)
            {
                return true;
            }
        }

        return false;
    }

    private void Forget(Trace trace)
    {
        _byId.Remove(trace.Id);
        Spans -= trace.Spans.Length;
        _bytes -= trace.Size;
    }
}
