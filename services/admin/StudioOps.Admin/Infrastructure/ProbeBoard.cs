namespace StudioOps.Admin.Infrastructure;

/// <summary>What the probes last heard, with a little history. In memory: it is about now.</summary>
internal sealed class ProbeBoard(Neighbourhood neighbours, InfrastructureOptions options, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = neighbours.Live.ToDictionary(neighbour => neighbour.Name, neighbour => new Entry(neighbour, clock.GetUtcNow()), StringComparer.Ordinal);

    public IReadOnlyList<PlannedNeighbour> Planned => neighbours.Planned;

    public void Record(Neighbour neighbour, ProbeResult result)
    {
        lock (_gate)
        {
            var entry = _entries[neighbour.Name];
            if (result.State != entry.State)
            {
                (entry.State, entry.Since) = (result.State, result.At);
            }

            entry.LastError = result.Error is null ? entry.LastError : new(result.At, result.Error);
            entry.History.Enqueue(result);
            if (entry.History.Count > options.History)
            {
                entry.History.Dequeue();
            }
        }
    }

    /// <summary>Every neighbour as known now. What was heard too long ago counts as not known: an old green is a fake one.</summary>
    public IReadOnlyList<NeighbourResource> Show()
    {
        lock (_gate)
        {
            return [.. _entries.Values.Select(Show).OrderBy(shown => shown.Name, StringComparer.Ordinal)];
        }
    }

    private NeighbourResource Show(Entry entry)
    {
        var last = entry.History.LastOrDefault();
        var stale = last is not null && clock.GetUtcNow() - last.At > options.Stale;
        return new(
            entry.Neighbour.Name, entry.Neighbour.Product, entry.Neighbour.Target,
            stale ? ProbeState.Unknown : entry.State, stale ? last!.At : entry.Since,
            stale ? null : last?.TcpMilliseconds, stale ? null : last?.Milliseconds, last?.At,
            stale ? "It was not asked lately." : last?.Error, entry.LastError,
            [.. entry.History.Select(result => new ProbeAnswer(result.At, result.State, result.Milliseconds))]);
    }

    private sealed class Entry(Neighbour neighbour, DateTimeOffset since)
    {
        public Neighbour Neighbour { get; } = neighbour;

        public ProbeState State { get; set; } = ProbeState.Unknown;

        public DateTimeOffset Since { get; set; } = since;

        public ProbeFailure? LastError { get; set; }

        public Queue<ProbeResult> History { get; } = [];
    }
}
