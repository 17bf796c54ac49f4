using System.Text.Json.Nodes;

namespace StudioOps.Flags.Segments;

/// <summary>One name on a segment's lists: null when it is on none, else whether it is on the list of those who never are members.</summary>
internal sealed record NameChange(string Name, bool? Was, bool? Is);

/// <summary>What a unit of work did to segments' lists, name by name: a name put on twice, or off and on again, counts as what it came to.</summary>
internal sealed class NameChanges
{
    /// <summary>Under this name they are part of a segment's recorded state.</summary>
    public const string Member = "names";

    private readonly Dictionary<Guid, Dictionary<string, NameChange>> _changes = [];

    public void Add(Guid segment, IEnumerable<NameChange> changes)
    {
        var known = _changes.TryGetValue(segment, out var found) ? found : _changes[segment] = new(StringComparer.Ordinal);
        foreach (var change in changes)
        {
            known[change.Name] = known.TryGetValue(change.Name, out var earlier) ? change with { Was = earlier.Was } : change;
        }
    }

    public IReadOnlyList<NameChange> Of(Guid segment) => _changes.TryGetValue(segment, out var found) ? [.. found.Values.Where(change => change.Was != change.Is)] : [];

    public void Clear() => _changes.Clear();

    public static JsonObject Json(IEnumerable<NameChange> changes, Func<NameChange, bool?> side) =>
        new(changes.Select(change => KeyValuePair.Create(change.Name, side(change) is { } excluded ? (JsonNode?)JsonValue.Create(excluded) : null)));
}
