using System.Text.Json;
using StudioOps.Flags.Engine;

namespace StudioOps.Flags.Import.Files;

/// <summary>Every definition of an installation as one file, to be kept, compared and brought to another installation.</summary>
/// <param name="Flags">The flags, in the order of their keys.</param>
/// <param name="Segments">The segments, in the order of their keys.</param>
public sealed record DefinitionFile(IReadOnlyList<FlagDefinition> Flags, IReadOnlyList<Segment> Segments)
{
    private const int Version = 1;

    /// <summary>What people know of them, by kind and key. A definition nothing is said about keeps what is known where it is brought to.</summary>
    public IReadOnlyList<About> About { get; init; } = [];

    /// <summary>Puts definitions together.</summary>
    /// <param name="flags">Flags with distinct keys.</param>
    /// <param name="segments">Segments with distinct keys.</param>
    /// <param name="about">What people know of them.</param>
    public static DefinitionFile Of(IEnumerable<FlagDefinition> flags, IEnumerable<Segment> segments, IEnumerable<About>? about = null) =>
        new(
            [.. flags.OrderBy(flag => flag.Key, StringComparer.Ordinal)],
            [.. segments.OrderBy(segment => segment.Key, StringComparer.Ordinal).Select(segment => segment with
            {
                Members = [.. segment.Members.Order(StringComparer.Ordinal)], Excluded = [.. segment.Excluded.Order(StringComparer.Ordinal)],
            })])
        {
            About = [.. (about ?? []).OrderBy(one => one.Kind, StringComparer.Ordinal).ThenBy(one => one.Key, StringComparer.Ordinal)],
        };

    /// <summary>What is said about a definition; null when nothing is.</summary>
    /// <param name="kind">flag or segment.</param>
    /// <param name="key">Which.</param>
    public About? Of(string kind, string key) => About.FirstOrDefault(one => one.Kind == kind && one.Key == key);

    /// <summary>Reads a file.</summary>
    /// <param name="text">What <see cref="Write"/> wrote.</param>
    /// <exception cref="FormatException">It is no such file, or of a version that is not known here.</exception>
    public static DefinitionFile Read(string text)
    {
        try
        {
            Whole(JsonSerializer.Deserialize<JsonElement>(text), "$");
            var body = JsonSerializer.Deserialize<Body>(text, DefinitionJson.Options) ?? throw new FormatException("The file is empty.");
            return body.Version == Version ? Distinct(Of(body.Flags, body.Segments, body.About)) : throw new FormatException($"Version {body.Version} of definition files is not known here.");
        }
        catch (JsonException malformed)
        {
            throw new FormatException($"{malformed.Message} (at {malformed.Path})", malformed);
        }
    }

    /// <summary>Writes the file: the same definitions always give the same text.</summary>
    public string Write() => JsonSerializer.Serialize(new Body(Version, Flags, Segments, About), DefinitionJson.Options) + "\n";

    /// <summary>What is wrong with the definitions, by flag or segment.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<DefinitionProblem>> Problems()
    {
        var set = FlagSet.Compile(Flags, segments: Segments);
        return set.Flags.Where(flag => flag.Problems.Count > 0).ToDictionary(flag => flag.Key, flag => flag.Problems);
    }

    /// <summary>Null in a list is well formed JSON and nothing anybody meant; inside a value it may be.</summary>
    private static void Whole(JsonElement json, string path)
    {
        if (json.ValueKind == JsonValueKind.Array)
        {
            var i = 0;
            foreach (var item in json.EnumerateArray())
            {
                Whole(item.ValueKind == JsonValueKind.Null ? throw new FormatException($"Null stands for nothing here (at {path}[{i}])") : item, $"{path}[{i++}]");
            }
        }
        else if (json.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in json.EnumerateObject().Where(member => member.Name != "value"))
            {
                Whole(member.Value, $"{path}.{member.Name}");
            }
        }
    }

    private static DefinitionFile Distinct(DefinitionFile file)
    {
        var twice = file.Flags.GroupBy(flag => $"flag {flag.Key}").Concat<IGrouping<string, object>>(file.Segments.GroupBy(segment => $"segment {segment.Key}"))
            .Concat(file.About.GroupBy(one => $"about {one.Kind} {one.Key}")).FirstOrDefault(group => group.Count() > 1);
        return twice is null ? file : throw new FormatException($"The file says {twice.Key} twice.");
    }

    private sealed record Body(int Version, IReadOnlyList<FlagDefinition> Flags, IReadOnlyList<Segment> Segments, IReadOnlyList<About>? About = null);
}
