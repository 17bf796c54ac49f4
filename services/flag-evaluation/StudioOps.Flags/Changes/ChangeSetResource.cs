using System.Text.Json;
using StudioOps.Contracts;

namespace StudioOps.Flags.Changes;

/// <summary>A change-set as callers read it.</summary>
/// <param name="Id">Its identity.</param>
/// <param name="Kind"><c>change</c>, <c>bulk</c> or <c>undo</c>.</param>
/// <param name="Reason">Why.</param>
/// <param name="By">Who.</param>
/// <param name="At">When it was begun, in UTC.</param>
/// <param name="State">
/// <c>applying</c>, <c>applied</c>, or <c>stopped</c> before its end; then it can be resumed or undone. Before that <c>pending</c> while it waits for a
/// second person and <c>scheduled</c> while it waits for its time; <c>rejected</c>, <c>cancelled</c>, <c>expired</c> and <c>failed</c> changed nothing.
/// </param>
/// <param name="Steps">How many rows it changes.</param>
/// <param name="Error">Why it stopped, or null.</param>
/// <param name="Undoes">The change-set it takes back, or null.</param>
/// <param name="Correlation">What its audit records have in common.</param>
public sealed record ChangeSetResource(
    Guid Id, string Kind, string Reason, string By, DateTimeOffset At, string State, int Steps, string? Error, Guid? Undoes, string? Correlation)
{
    /// <summary>How many of them are changed; in a list null.</summary>
    public int? Done { get; init; }

    /// <summary>When it is to be done, in UTC; null for at once.</summary>
    public DateTimeOffset? Due { get; init; }

    /// <summary>Until when a second person may still decide, or null.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary><c>open</c> while a second person still has to look at what did not wait, then <c>closed</c>; else null.</summary>
    public string? Review { get; init; }

    /// <summary>Who decided about it, or looked at it afterwards.</summary>
    public string? ReviewedBy { get; init; }

    public DateTimeOffset? ReviewedAt { get; init; }

    public string? ReviewReason { get; init; }

    internal static ChangeSetResource Of(ChangeSet set) =>
        new(set.Id, set.Kind, set.Reason, set.By().Name, set.At, set.State, set.Steps, set.Error, set.Undoes, set.Correlation)
        {
            Due = set.Due,
            ExpiresAt = set.ExpiresAt,
            Review = set.Review,
            ReviewedBy = set.ReviewedBy is { } by ? FlagJson.Read<Actor>(by).Name : null,
            ReviewedAt = set.ReviewedAt,
            ReviewReason = set.ReviewReason,
        };
}

/// <summary>One row before and after.</summary>
/// <param name="Step">Its place in the change-set.</param>
/// <param name="Type"><c>flag</c>, <c>override</c>, <c>partner-override</c> and the like.</param>
/// <param name="Flag">The flag it is about, if one.</param>
/// <param name="TenantId">Whose it is; null for the installation's.</param>
/// <param name="Before">Null when there was none.</param>
/// <param name="After">Null when it is gone.</param>
public sealed record ChangeItemResource(int Step, string Type, string? Flag, Guid? TenantId, JsonElement? Before, JsonElement? After)
{
    internal static ChangeItemResource Of(Changed item) => new(
        item.Step, item.Type, item.FlagKey, (item as TenantChangeItem)?.TenantId, Read(item.Before), Read(item.After));

    internal static ChangeItemResource Of(PlanStep step) => new(step.Number, step.Type, step.OverrideOf(), step.TenantId, step.From, step.To);

    private static JsonElement? Read(string? json) => json is null ? null : FlagJson.Read<JsonElement>(json);
}
