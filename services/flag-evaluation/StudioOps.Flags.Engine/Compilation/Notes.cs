namespace StudioOps.Flags.Engine;

/// <summary>Something about a definition that keeps it from being compiled.</summary>
/// <param name="Field">Where, as a path into the definition.</param>
/// <param name="Message">What is wrong, for the person who wrote it.</param>
public sealed record DefinitionProblem(string Field, string Message);

/// <summary>What is noted while a definition is compiled.</summary>
internal sealed class Notes
{
    /// <summary>What keeps it from being decided.</summary>
    public List<DefinitionProblem> Problems { get; } = [];

    /// <summary>The attributes of a client's context that can change an answer.</summary>
    public HashSet<string> Reads { get; } = new(StringComparer.Ordinal);

    /// <summary>UTC ticks at which the passing of time can change an answer.</summary>
    public List<long> Moments { get; } = [];

    public void Problem(string field, string message) => Problems.Add(new(field, message));

    public AttributeSource Read(string name)
    {
        var source = AttributeSource.Of(name);
        if (source.IsClaim)
        {
            Reads.Add(name);
        }

        return source;
    }
}
