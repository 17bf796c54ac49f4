using System.Collections.Frozen;

namespace StudioOps.Flags.Engine;

/// <summary>Every definition of an installation, compiled. Immutable; shared by the snapshots of all tenants.</summary>
public sealed class FlagSet
{
    private readonly CompiledFlag[] _flags;
    private readonly FrozenDictionary<string, CompiledFlag> _byKey;

    private FlagSet(CompiledFlag[] flags, bool masterSwitch)
    {
        _flags = flags;
        _byKey = flags.ToFrozenDictionary(flag => flag.Key, StringComparer.Ordinal);
        MasterSwitch = masterSwitch;
        AttributesRead = [.. flags.SelectMany(flag => flag.Notes.Reads).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        Moments = [.. flags.SelectMany(flag => flag.Notes.Moments).Distinct().Order()];
    }

    /// <summary>No flags at all.</summary>
    public static FlagSet Empty { get; } = new([], true);

    /// <summary>False answers every question with the fail-safe value.</summary>
    public bool MasterSwitch { get; }

    /// <summary>Flags in the order of their keys.</summary>
    public IReadOnlyList<CompiledFlag> Flags => _flags;

    /// <summary>
    /// The attributes of a client's context that can change an answer, sorted; the targeting key is among them when some answer hangs on
    /// it. What is not in here need not be part of a cache key.
    /// </summary>
    public IReadOnlyList<string> AttributesRead { get; }

    internal ReadOnlySpan<CompiledFlag> Span => _flags;

    /// <summary>UTC ticks, sorted, at which the passing of time can change an answer.</summary>
    internal long[] Moments { get; }

    /// <summary>Compiles definitions. One that is broken does not keep the others from being served.</summary>
    /// <param name="definitions">Definitions with distinct keys; archived ones left out.</param>
    /// <param name="masterSwitch">False answers every question with the fail-safe value.</param>
    /// <param name="segments">Segments the definitions may ask for, with distinct keys.</param>
    public static FlagSet Compile(IEnumerable<FlagDefinition> definitions, bool masterSwitch = true, IEnumerable<Segment>? segments = null)
    {
        ArgumentNullException.ThrowIfNull(definitions);
        var known = Compile(segments ?? []);
        var sorted = definitions.OrderBy(definition => definition.Key, StringComparer.Ordinal).ToArray();
        var set = new FlagSet([.. sorted.Select((definition, index) => new CompiledFlag(definition, index, known))], masterSwitch);
        PrerequisiteCompiler.Seal(set._flags, sorted, set.Find);
        return set;
    }

    internal static Dictionary<string, CompiledSegment> Compile(IEnumerable<Segment> segments) =>
        segments.ToDictionary(segment => segment.Key, CompiledSegment.Compile, StringComparer.Ordinal);

    /// <summary>Finds a flag.</summary>
    /// <param name="key">Its key, case counts.</param>
    public CompiledFlag? Find(string key) => _byKey.TryGetValue(key, out var flag) ? flag : null;
}
