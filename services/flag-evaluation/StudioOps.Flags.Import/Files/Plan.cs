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
        .. Compare("flag", current, wanted, file => file.Flags, flag => flag.Key),
        .. Compare("segment", current, wanted, file => file.Segments, segment => segment.Key),
    ]);

    /// <summary>What the installation has afterwards.</summary>
    /// <param name="current">What it has.</param>
    /// <param name="wanted">What the file says.</param>
    /// <param name="remove">Whether what the file does not have goes; else it stays as it is.</param>
    public static DefinitionFile Apply(DefinitionFile current, DefinitionFile wanted, bool remove) => DefinitionFile.Of(
        remove ? wanted.Flags : wanted.Flags.Concat(current.Flags.ExceptBy(wanted.Flags.Select(flag => flag.Key), flag => flag.Key)),
        remove ? wanted.Segments : wanted.Segments.Concat(current.Segments.ExceptBy(wanted.Segments.Select(segment => segment.Key), segment => segment.Key)),
        wanted.About.Concat(current.About.ExceptBy(wanted.About.Select(one => (one.Kind, one.Key)), one => (one.Kind, one.Key))
            .Where(one => !remove || wanted.Flags.Any(flag => flag.Key == one.Key) || wanted.Segments.Any(segment => segment.Key == one.Key))));

    private static IEnumerable<PlannedChange> Compare<T>(
        string kind, DefinitionFile current, DefinitionFile wanted, Func<DefinitionFile, IReadOnlyList<T>> definitions, Func<T, string> key)
    {
        var (before, after) = (Members(kind, current, definitions(current), key), Members(kind, wanted, definitions(wanted), key));
        foreach (var name in before.Keys.Union(after.Keys).Order(StringComparer.Ordinal))
        {
            var (old, next) = (before.GetValueOrDefault(name), after.GetValueOrDefault(name));
            PlannedDifference[] differences =
            [
                .. from member in Names(old).Union(Names(next)).Order(StringComparer.Ordinal)
                   let left = Value(old, member)
                   let right = Value(next, member)
                   where old is null || next is null || !IsSilent(member, right)
                   where left is null || right is null || !JsonElement.DeepEquals(left.Value, right.Value)
                   select new PlannedDifference(member, left, right),
            ];
            if (differences.Length > 0)
            {
                yield return new(old is null ? PlannedAction.Create : next is null ? PlannedAction.Remove : PlannedAction.Change, kind, name, differences);
            }
        }
    }

    /// <summary>What a file says nothing about is no difference, and a salt is only ever given to what is new.</summary>
    private static bool IsSilent(string member, JsonElement? wanted) => member is "salt" || (wanted is null && Spoken.Contains(member));

    private static readonly HashSet<string> Spoken = [.. typeof(About).GetProperties().Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name))];

    private static Dictionary<string, JsonElement>.KeyCollection Names(Dictionary<string, JsonElement>? members) => (members ?? []).Keys;

    private static JsonElement? Value(Dictionary<string, JsonElement>? members, string name) =>
        members is not null && members.TryGetValue(name, out var value) ? value : null;

    private static Dictionary<string, Dictionary<string, JsonElement>> Members<T>(
        string kind, DefinitionFile file, IReadOnlyList<T> definitions, Func<T, string> key)
    {
        var about = file.About.Where(one => one.Kind == kind).ToDictionary(one => one.Key, StringComparer.Ordinal);
        return definitions.ToDictionary(
            key,
            definition => Members(definition).Concat(about.TryGetValue(key(definition), out var one) ? Members(one).Where(member => member.Name is not ("kind" or "key")) : [])
                .ToDictionary(member => member.Name, member => member.Value),
            StringComparer.Ordinal);
    }

    private static JsonElement.ObjectEnumerator Members<T>(T part) => JsonSerializer.SerializeToElement(part, DefinitionJson.Options).EnumerateObject();
}
