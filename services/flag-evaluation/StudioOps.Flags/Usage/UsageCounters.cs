using System.Collections.Concurrent;
using StudioOps.Flags.Engine;

namespace StudioOps.Flags.Usage;

/// <summary>Counted since last taken.</summary>
internal sealed record UsageCount(Guid Tenant, string Flag, string Variant, long Named, long Listed);

/// <summary>
/// Counts answers in memory: one look-up and one increment per answer, nothing allocated for a tenant counted before. Whoever takes the counts
/// leaves zeros; what is being counted that moment is in the next take.
/// </summary>
internal sealed class UsageCounters
{
    /// <summary>Names nobody defined are callers' own text: only so many are remembered between two takes.</summary>
    public const int MostUnknown = 100;

    private const int LongestUnknown = 100;

    /// <summary>Cells held before counts are written early: 32 MB.</summary>
    private const long MostCells = 8_000_000;

    private readonly ConcurrentDictionary<(Guid Tenant, FlagSet Flags), Cells> _cells = [];
    private readonly ConcurrentDictionary<string, long> _unknown = new(StringComparer.Ordinal);
    private readonly List<((Guid Tenant, FlagSet Flags) Key, Cells Cells)> _retired = [];
    private readonly Lock _taking = new();
    private Layout _layout = new(FlagSet.Empty);
    private long _held;

    /// <summary>Raised when so many tenants were counted that they should be written now.</summary>
    public event Action? Full;

    public void Named(Guid tenant, FlagSet flags, in Engine.Evaluation answer) => Of(tenant, flags).Count(answer, listed: false);

    public void Listed(Guid tenant, FlagSet flags, ReadOnlySpan<Engine.Evaluation> answers)
    {
        var cells = Of(tenant, flags);
        foreach (ref readonly var answer in answers)
        {
            cells.Count(answer, listed: true);
        }
    }

    public void Unknown(string key)
    {
        if (key.Length is > 0 and <= LongestUnknown && !key.Any(char.IsControl) && (_unknown.Count < MostUnknown || _unknown.ContainsKey(key)))
        {
            _unknown.AddOrUpdate(key, 1, static (_, count) => count + 1);
        }
    }

    public IReadOnlyList<UsageCount> Take()
    {
        lock (_taking)
        {
            List<UsageCount> taken = [];
            // Somebody may have held these while they were retired: they are emptied once more.
            foreach (var (key, cells) in _retired)
            {
                cells.TakeInto(taken, key.Tenant);
            }

            _retired.Clear();
            foreach (var (key, cells) in _cells)
            {
                // Whoever was not asked again, or not about what is served now, needs no cells; when there are many, nobody keeps any.
                if ((!cells.TakeInto(taken, key.Tenant) || Interlocked.Read(ref _held) > MostCells) && _cells.TryRemove(key, out _))
                {
                    _retired.Add((key, cells));
                    Interlocked.Add(ref _held, -cells.Size);
                }
            }

            return taken;
        }
    }

    public IReadOnlyDictionary<string, long> TakeUnknown()
    {
        Dictionary<string, long> taken = new(StringComparer.Ordinal);
        foreach (var key in _unknown.Keys)
        {
            if (_unknown.TryRemove(key, out var count))
            {
                taken[key] = count;
            }
        }

        return taken;
    }

    private Cells Of(Guid tenant, FlagSet flags)
    {
        if (_cells.TryGetValue((tenant, flags), out var cells))
        {
            return cells;
        }

        var fresh = new Cells(LayoutOf(flags));
        cells = _cells.GetOrAdd((tenant, flags), fresh);
        if (ReferenceEquals(cells, fresh) && Interlocked.Add(ref _held, fresh.Size) > MostCells)
        {
            Full?.Invoke();
        }

        return cells;
    }

    /// <summary>Tenants share where a variant's cell is.</summary>
    private Layout LayoutOf(FlagSet flags)
    {
        var layout = Volatile.Read(ref _layout);
        if (!ReferenceEquals(layout.Flags, flags))
        {
            layout = new Layout(flags);
            Volatile.Write(ref _layout, layout);
        }

        return layout;
    }

    private sealed class Layout
    {
        public Layout(FlagSet flags)
        {
            Flags = flags;
            First = new int[flags.Flags.Count];
            foreach (var flag in flags.Flags)
            {
                First[flag.Index] = Size;
                Size += flag.Variants.Count + 1;   // one more for the values only overrides hold
            }
        }

        public FlagSet Flags { get; }

        public int[] First { get; }

        public int Size { get; }
    }

    private sealed class Cells(Layout layout)
    {
        private readonly ConcurrentDictionary<(string Flag, bool Listed), int> _errors = [];
        private int[]? _named;
        private int[]? _listed;

        public int Size => layout.Size;

        public void Count(in Engine.Evaluation answer, bool listed)
        {
            var flag = answer.Flag!;
            if (answer.Error != ErrorCode.None)
            {
                _errors.AddOrUpdate((flag.Key, listed), 1, static (_, count) => count + 1);
                return;
            }

            var cells = listed ? Made(ref _listed) : Made(ref _named);
            Interlocked.Increment(ref cells[layout.First[flag.Index] + (answer.Variant!.Index < 0 ? flag.Variants.Count : answer.Variant.Index)]);
        }

        public bool TakeInto(List<UsageCount> taken, Guid tenant)
        {
            var before = taken.Count;
            foreach (var flag in _named is null && _listed is null ? [] : layout.Flags.Flags)
            {
                for (var place = 0; place <= flag.Variants.Count; place++)
                {
                    var at = layout.First[flag.Index] + place;
                    Add(flag.Key, place < flag.Variants.Count ? flag.Variants[place].Name : "override", Emptied(_named, at), Emptied(_listed, at));
                }
            }

            foreach (var error in _errors.Keys)
            {
                if (_errors.TryRemove(error, out var count))
                {
                    Add(error.Flag, "error", error.Listed ? 0 : count, error.Listed ? count : 0);
                }
            }

            return taken.Count > before;

            void Add(string flag, string variant, long named, long listed)
            {
                if (named > 0 || listed > 0)
                {
                    taken.Add(new UsageCount(tenant, flag, variant, named, listed));
                }
            }
        }

        /// <summary>Most tenants ask in one way only.</summary>
        private int[] Made(ref int[]? cells) => Volatile.Read(ref cells) ?? Interlocked.CompareExchange(ref cells, new int[layout.Size], null) ?? cells;

        private static int Emptied(int[]? cells, int at) => cells is null ? 0 : Interlocked.Exchange(ref cells[at], 0);
    }
}
