namespace StudioOps.Flags.Engine;

/// <summary>Some conditions and what follows when all of them hold.</summary>
public sealed record Rule
{
    /// <summary>Named in the answer, so that a surprise can be traced to its cause.</summary>
    public required string Id { get; init; }

    /// <summary>All must hold. None at all always holds.</summary>
    public IReadOnlyList<Condition> Conditions { get; init; } = [];

    /// <summary>What matching gives; null when <see cref="Rollout"/> decides.</summary>
    public string? Variant { get; init; }

    /// <summary>Who of those that match is served. Whoever falls outside goes on to the next rule.</summary>
    public Rollout? Rollout { get; init; }
}
