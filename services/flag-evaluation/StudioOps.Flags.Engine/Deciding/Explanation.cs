namespace StudioOps.Flags.Engine;

/// <summary>An answer and every step that led to it, in the order they were taken.</summary>
/// <param name="Answer">The same answer evaluating gives.</param>
/// <param name="Steps">Steps of the flag, and before them those of the flags it stands on.</param>
public sealed record Explanation(Evaluation Answer, IReadOnlyList<DecisionStep> Steps);

/// <summary>What became of one step of a decision.</summary>
public enum StepOutcome
{
    /// <summary>It had nothing to say.</summary>
    Passed,

    /// <summary>A condition, rule, prerequisite or share was met.</summary>
    Held,

    /// <summary>It was not met.</summary>
    Failed,

    /// <summary>An override that is no longer in force.</summary>
    Expired,

    /// <summary>An override that applies; the strongest of its level speaks.</summary>
    Applies,

    /// <summary>A bucket was due, but who is to be bucketed was not said.</summary>
    NoUnit,

    /// <summary>The answer.</summary>
    Decided,
}

/// <summary>One step of a decision.</summary>
/// <param name="FlagKey">The flag it is about.</param>
/// <param name="Scope">Which part of the decision order.</param>
/// <param name="Outcome">What became of it.</param>
public sealed record DecisionStep(string FlagKey, Scope Scope, StepOutcome Outcome)
{
    /// <summary>The rule.</summary>
    public string? RuleId { get; init; }

    /// <summary>Subject of an override, key of a prerequisite, or the unit that was bucketed.</summary>
    public string? Subject { get; init; }

    /// <summary>The override, as whoever stored it names it.</summary>
    public string? OverrideId { get; init; }

    /// <summary>When the override ends, or ended.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The variant it serves.</summary>
    public string? Variant { get; init; }

    /// <summary>The condition that was asked.</summary>
    public Condition? Condition { get; init; }

    /// <summary>What the condition looked at; null when there was nothing.</summary>
    public FlagValue? Seen { get; init; }

    /// <summary>How deep the condition stands: one for those of the rule itself.</summary>
    public int Depth { get; init; }

    /// <summary>How the population was spread.</summary>
    public Population? Population { get; init; }

    /// <summary>The unit's bucket in it.</summary>
    public int? Bucket { get; init; }
}
