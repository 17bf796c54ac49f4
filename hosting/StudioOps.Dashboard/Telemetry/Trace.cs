namespace StudioOps.Dashboard.Telemetry;

/// <summary>The spans of one trace in the order they came. One thread adds, any number read.</summary>
internal sealed class Trace(UInt128 id)
{
    private Span[] _spans = new Span[4];
    private int _count;

    public UInt128 Id { get; } = id;

    public long Start { get; private set; } = long.MaxValue;

    public long End { get; private set; }

    public int Errors { get; private set; }

    /// <summary>About how many bytes its spans take.</summary>
    public long Size { get; private set; }

    /// <summary>The span without a parent, or the earliest while that has not come.</summary>
    public Span Root { get; private set; } = null!;

    // The count is read first: the array of that moment or a later one holds at least as many.
    public ReadOnlySpan<Span> Spans => Spanning(Volatile.Read(ref _count));

    public void Add(Span span)
    {
        if (_count == _spans.Length)
        {
            var larger = new Span[_count * 2];
            _spans.CopyTo(larger, 0);
            Volatile.Write(ref _spans, larger);
        }

        _spans[_count] = span;
        if (_count == 0 || (span.ParentId == 0 && Root.ParentId != 0) || ((span.ParentId == 0) == (Root.ParentId == 0) && span.Start < Root.Start))
        {
            Root = span;
        }

        Start = Math.Min(Start, span.Start);
        End = Math.Max(End, span.End);
        Errors += span.Status == SpanStatus.Error ? 1 : 0;
        Size += span.Size;
        Volatile.Write(ref _count, _count + 1);
    }

    private ReadOnlySpan<Span> Spanning(int count) => Volatile.Read(ref _spans).AsSpan(0, count);
}
