using System.Text.Json;

namespace StudioOps.Flags.Import.Files;

/// <summary>What applying a file would do to one definition.</summary>
public enum PlannedAction
{
    /// <summary>It is new.</summary>
    Create,

    /// <summary>It is there and different.</summary>
    Change,

    /// <summary>It is there and not in the file.</summary>
    Remove,
}

/// <summary>One member of a definition that differs.</summary>
/// <param name="Member">Its name in the file.</param>
/// <param name="Before">As it is; null when it is not there.</param>
/// <param name="After">As the file has it; null when it has not.</param>
public sealed record PlannedDifference(string Member, JsonElement? Before, JsonElement? After);

/// <summary>What applying a file would do to one definition, and why.</summary>
/// <param name="Action">What.</param>
/// <param name="Kind">flag or segment.</param>
/// <param name="Key">Which.</param>
/// <param name="Differences">Members that differ, by name.</param>
public sealed record PlannedChange(PlannedAction Action, string Kind, string Key, IReadOnlyList<PlannedDifference> Differences);

/// <summary>The way from what an installation has to what a file says.</summary>
/// <param name="Changes">In the order of kinds and keys; none when they agree.</param>
public sealed record Plan(IReadOnlyList<PlannedChange> Changes)
{
    /// <summary>Compares.</summary>
    /// <param name="current">What the installation has.</param>
    /// <param name="wanted">What the file says.</param>
    public static Plan Between(DefinitionFile current, DefinitionFile wanted) => new(
    [
        .. Compare("flag", current.Flags, wanted.Flags, flag => flag.Key),
        .. Compare("segment", current.Segments, wanted.Segments, segment => segment.Key),
    ]);

    /// <summary>What the installation has afterwards.</summary>
    /// <param name="current">What it has.</param>
    /// <param name="wanted">What the file says.</param>
    /// <param name="remove">Whether what the file does not have goes; else it stays as it is.</param>
    public static DefinitionFile Apply(DefinitionFile current, DefinitionFile wanted, bool remove) => remove
        ? wanted
        : DefinitionFile.Of(
            wanted.Flags.Concat(current.Flags.ExceptBy(wanted.Flags.Select(flag => flag.Key), flag => flag.Key)),
            wanted.Segments.Concat(current.Segments.ExceptBy(wanted.Segments.Select(segment => segment.Key), segment => segment.Key)));

    private static IEnumerable<PlannedChange> Compare<T>(string kind, IReadOnlyList<T> current, IReadOnlyList<T> wanted, Func<T, string> key)
    {
        var (before, after) = (Members(current, key), Members(wanted, key));
        foreach (var name in before.Keys.Union(after.Keys).Order(StringComparer.Ordinal))
        {
            var (old, next) = (before.GetValueOrDefault(name), after.GetValueOrDefault(name));
            PlannedDifference[] differences =
            [
                .. from member in Names(old).Union(Names(next)).Order(StringComparer.Ordinal)
                   let left = Value(old, member)
                   let right = Value(next, member)
                   where left is null || right is null || !JsonElement.DeepEquals(left.Value, right.Value)
                   select new PlannedDifference(member, left, right),
            ];
            if (differences.Length > 0)
            {
                yield return new(old is null ? PlannedAction.Create : next is null ? PlannedAction.Remove : PlannedAction.Change, kind, name, differences);
            }
        }
    }

    private static Dictionary<string, JsonElement>.KeyCollection Names(Dictionary<string, JsonElement>? members) => (members ?? []).Keys;

    private static JsonElement? Value(Dictionary<string, JsonElement>? members, string name) =>
        members is not null && members.TryGetValue(name, out var value) ? value : null;

    private static Dictionary<string, Dictionary<string, JsonElement>> Members<T>(IReadOnlyList<T> definitions, Func<T, string> key) => definitions.ToDictionary(
        key,
        definition => JsonSerializer.SerializeToElement(definition, DefinitionJson.Options).EnumerateObject().ToDictionary(member => member.Name, member => member.Value));
}
