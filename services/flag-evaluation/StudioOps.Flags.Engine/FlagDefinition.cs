namespace StudioOps.Flags.Engine;

/// <summary>A flag as people write it. Compiled once into a <see cref="FlagSet"/>, never read while evaluating.</summary>
public sealed record FlagDefinition
{
    /// <summary>The name callers ask for.</summary>
    public required string Key { get; init; }

    /// <summary>What kind of value it answers with.</summary>
    public required FlagType Type { get; init; }

    /// <summary>How much of its logic is in force.</summary>
    public FlagState State { get; init; } = FlagState.Targeted;

    /// <summary>Every value the flag may answer with, by name.</summary>
    public required IReadOnlyList<VariantDefinition> Variants { get; init; }

    /// <summary>A JSON Schema its values keep to. Carried along for whoever edits values; the engine serves what it is given.</summary>
    public string? Schema { get; init; }

    /// <summary>The variant of state on.</summary>
    public required string OnVariant { get; init; }

    /// <summary>The variant of state off.</summary>
    public required string OffVariant { get; init; }

    /// <summary>The variant when overrides, rules and rollout had nothing to say.</summary>
    public required string DefaultVariant { get; init; }

    /// <summary>
    /// The variant when the flag is killed, the master switch is off, its tenant is suspended or it cannot be decided.
    /// Choosing the on variant makes the flag fail open, choosing the off variant makes it fail closed.
    /// </summary>
    public required string FailSafeVariant { get; init; }

    /// <summary>What other flags must serve before this one is anything but off. All must be met.</summary>
    public IReadOnlyList<Prerequisite> Prerequisites { get; init; } = [];

    /// <summary>Rules in order; the first that matches decides.</summary>
    public IReadOnlyList<Rule> Rules { get; init; } = [];

    /// <summary>The percentage rollout asked after the rules.</summary>
    public Rollout? Rollout { get; init; }
}

/// <summary>A named value.</summary>
/// <param name="Name">Unique within the flag.</param>
/// <param name="Value">Of the flag's type.</param>
public sealed record VariantDefinition(string Name, FlagValue Value);
