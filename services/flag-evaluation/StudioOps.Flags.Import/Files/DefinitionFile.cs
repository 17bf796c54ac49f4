using System.Text.Json;
using StudioOps.Flags.Engine;

namespace StudioOps.Flags.Import.Files;

/// <summary>Every definition of an installation as one file, to be kept, compared and brought to another installation.</summary>
/// <param name="Flags">The flags, in the order of their keys.</param>
/// <param name="Segments">The segments, in the order of their keys.</param>
public sealed record DefinitionFile(IReadOnlyList<FlagDefinition> Flags, IReadOnlyList<Segment> Segments)
{
    private const int Version = 1;

    /// <summary>Puts definitions together.</summary>
    /// <param name="flags">Flags with distinct keys.</param>
    /// <param name="segments">Segments with distinct keys.</param>
    public static DefinitionFile Of(IEnumerable<FlagDefinition> flags, IEnumerable<Segment> segments) =>
        new([.. flags.OrderBy(flag => flag.Key, StringComparer.Ordinal)], [.. segments.OrderBy(segment => segment.Key, StringComparer.Ordinal)]);

    /// <summary>Reads a file.</summary>
    /// <param name="text">What <see cref="Write"/> wrote.</param>
    /// <exception cref="FormatException">It is no such file, or of a version that is not known here.</exception>
    public static DefinitionFile Read(string text)
    {
        try
        {
            var body = JsonSerializer.Deserialize<Body>(text, DefinitionJson.Options) ?? throw new FormatException("The file is empty.");
            return body.Version == Version ? Of(body.Flags, body.Segments) : throw new FormatException($"Version {body.Version} of definition files is not known here.");
        }
        catch (JsonException malformed)
        {
            throw new FormatException($"{malformed.Message} (at {malformed.Path})", malformed);
        }
    }

    /// <summary>Writes the file: the same definitions always give the same text.</summary>
    public string Write() => JsonSerializer.Serialize(new Body(Version, Flags, Segments), DefinitionJson.Options) + "\n";

    /// <summary>What is wrong with the definitions, by flag or segment.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<DefinitionProblem>> Problems()
    {
        var set = FlagSet.Compile(Flags, segments: Segments);
        return set.Flags.Where(flag => flag.Problems.Count > 0).ToDictionary(flag => flag.Key, flag => flag.Problems);
    }

    private sealed record Body(int Version, IReadOnlyList<FlagDefinition> Flags, IReadOnlyList<Segment> Segments);
}
