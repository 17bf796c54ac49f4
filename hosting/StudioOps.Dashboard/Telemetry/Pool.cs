namespace StudioOps.Dashboard.Telemetry;

/// <summary>What was made from the same bytes a moment ago is given again. Of fixed size: the newer of two that meet in a slot stays.</summary>
/// <remarks>Entries are never changed, so that a race at worst makes something twice.</remarks>
internal sealed class Pool<T>(int slots, Func<byte[], T> make)
{
    private readonly Entry?[] _slots = new Entry[slots];

    public T Get(ReadOnlySpan<byte> bytes)
    {
        var hash = new HashCode();
        hash.AddBytes(bytes);
        ref var slot = ref _slots[(uint)hash.ToHashCode() % (uint)_slots.Length];
        var entry = slot;
        if (entry is null || !bytes.SequenceEqual(entry.Bytes))
        {
            var copy = bytes.ToArray();
            slot = entry = new Entry(copy, make(copy));
        }

        return entry.Value;
    }

    private sealed record Entry(byte[] Bytes, T Value);
}
