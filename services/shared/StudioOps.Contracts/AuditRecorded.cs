namespace StudioOps.Contracts;

/// <summary>A privileged action happened. Enqueued in the same transaction as the change it tells of.</summary>
/// <remarks>Numbered per source without gaps, so that a missing record shows. Consumers store and sort by <paramref name="Number"/>.</remarks>
/// <param name="Source">Resource name of the service that recorded it, for example <c>tenant</c>.</param>
/// <param name="Number">1, 2, 3… per source database.</param>
/// <param name="TenantId">The tenant it concerns, or null for the platform.</param>
/// <param name="Action">Dotted verb in the past tense, for example <c>tenant.suspended</c>.</param>
/// <param name="ObjectType">What kind of thing changed, for example <c>tenant</c>.</param>
/// <param name="ObjectId">Its identity.</param>
/// <param name="ObjectName">What people call it.</param>
/// <param name="Actor">Who did it.</param>
/// <param name="Reason">Why, in the actor's words, or null where none is asked.</param>
/// <param name="Changes">Each field before and after; empty when nothing has fields.</param>
/// <param name="CorrelationId">The request that caused it, or null.</param>
/// <param name="TraceId">W3C trace id, or null.</param>
/// <param name="OccurredAt">When, in UTC.</param>
public sealed record AuditRecorded(
    string Source,
    long Number,
    Guid? TenantId,
    string Action,
    string ObjectType,
    string ObjectId,
    string ObjectName,
    Actor Actor,
    string? Reason,
    IReadOnlyList<FieldChange> Changes,
    string? CorrelationId,
    string? TraceId,
    DateTimeOffset OccurredAt);

/// <summary>One field before and after a change.</summary>
/// <param name="Field">Name in camelCase.</param>
/// <param name="Before">Null when it did not exist.</param>
/// <param name="After">Null when it no longer exists.</param>
public sealed record FieldChange(string Field, string? Before, string? After);
