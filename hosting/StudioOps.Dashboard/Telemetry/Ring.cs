namespace StudioOps.Dashboard.Telemetry;

/// <summary>A queue one can look into by position; grows as needed and never shrinks.</summary>
internal sealed class Ring<T>
{
    private T[] _items = new T[4];
    private int _first;

    public int Count { get; private set; }

    public ref T this[int index] => ref _items[(_first + index) & (_items.Length - 1)];

    public ref T Last => ref this[Count - 1];

    public void Add(T item)
    {
        if (Count == _items.Length)
        {
            var larger = new T[_items.Length * 2];
            CopyTo(larger);
            (_items, _first) = (larger, 0);
        }

        this[Count++] = item;
    }

    public T RemoveFirst()
    {
        ref var slot = ref _items[_first];
        var item = slot;
        slot = default!;
        _first = (_first + 1) & (_items.Length - 1);
        Count--;
        return item;
    }

    public void CopyTo(Span<T> target)
    {
        var untilEnd = Math.Min(Count, _items.Length - _first);
        _items.AsSpan(_first, untilEnd).CopyTo(target);
        _items.AsSpan(0, Count - untilEnd).CopyTo(target[untilEnd..]);
    }

    public void RemoveAll(Predicate<T> match)
    {
        var kept = 0;
        for (var index = 0; index < Count; index++)
        {
            if (!match(this[index]))
            {
                this[kept++] = this[index];
            }
        }

        for (var index = kept; index < Count; index++)
        {
            this[index] = default!;
        }

        Count = kept;
    }
}
