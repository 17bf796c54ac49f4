using System.Text.Json;

namespace StudioOps.Flags.Changes;

/// <summary>One row a change-set is going to change.</summary>
/// <param name="Number">Its place.</param>
/// <param name="Type">Kind of row, see <see cref="Recorded"/>.</param>
/// <param name="Key">Names the thing.</param>
/// <param name="TenantId">Whose it is; null for the installation's.</param>
/// <param name="Was">The row's revision as it was seen; null when there was none. Anything else stops the change-set.</param>
/// <param name="To">What the row shall say; null when it shall go.</param>
internal sealed record PlanStep(int Number, string Type, string Key, Guid? TenantId, long? Was, JsonElement? To)
{
    /// <summary>What it said when the plan was made, for whoever decides about it.</summary>
    public JsonElement? From { get; init; }

    /// <summary>The flag an override is of; null for everything else.</summary>
    public string? OverrideOf() => Type switch
    {
        "override" => Key.Split('/', 3)[1],
        "partner-override" => Key.Split('/', 2)[1],
        _ => null,
    };
}

/// <summary>A step that cannot be taken: the change-set stops before it.</summary>
internal sealed class StepRefusedException(string code, string detail) : Exception(detail)
{
    public string Code { get; } = code;
}
