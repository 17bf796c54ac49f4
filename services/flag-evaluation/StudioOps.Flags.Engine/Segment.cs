namespace StudioOps.Flags.Engine;

/// <summary>A named group that any number of flags may ask for.</summary>
public sealed record Segment
{
    /// <summary>How conditions name it.</summary>
    public required string Key { get; init; }

    /// <summary>Which attribute is a member.</summary>
    public string Attribute { get; init; } = ContextFacts.TargetingKey;

    /// <summary>Members by name, any number of them.</summary>
    public IReadOnlyCollection<string> Members { get; init; } = [];

    /// <summary>Never members, whatever else is said.</summary>
    public IReadOnlyCollection<string> Excluded { get; init; } = [];

    /// <summary>Whoever meets all of these is a member too. None at all adds nobody. A segment cannot ask for another.</summary>
    public IReadOnlyList<Condition> Conditions { get; init; } = [];
}
