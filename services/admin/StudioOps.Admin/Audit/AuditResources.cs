using StudioOps.Contracts;

namespace StudioOps.Admin.Audit;

/// <summary>The tenant a row is about.</summary>
/// <param name="Id">Stable identity.</param>
/// <param name="Slug">Name in addresses, or null while it is not known here.</param>
/// <param name="Name">Display name, or null while it is not known here.</param>
public sealed record AuditTenant(Guid Id, string? Slug, string? Name);

/// <summary>Somebody in an audit row, as they were called then.</summary>
/// <param name="Subject">Stable identity.</param>
/// <param name="Name">Display name.</param>
public sealed record AuditPerson(string Subject, string Name);

/// <summary>One privileged action.</summary>
/// <param name="Id">Source and number, for example <c>tenant-42</c>.</param>
/// <param name="Tenant">The tenant it concerns, or null for the platform.</param>
/// <param name="Source">The service that recorded it.</param>
/// <param name="Number">Its number there; no number is ever left out.</param>
/// <param name="Action">Dotted verb in the past tense.</param>
/// <param name="ObjectType">What kind of thing changed.</param>
/// <param name="ObjectId">Its identity.</param>
/// <param name="ObjectName">What people call it.</param>
/// <param name="Actor">Who did it.</param>
/// <param name="ActingOperator">The operator who acted as them, or null.</param>
/// <param name="Reason">Why, or null where none is asked.</param>
/// <param name="Changes">Each field before and after.</param>
/// <param name="CorrelationId">The request that caused it, or null.</param>
/// <param name="TraceId">W3C trace id, or null.</param>
/// <param name="OccurredAt">When it happened, in UTC.</param>
/// <param name="RecordedAt">When it became part of the chain, in UTC.</param>
/// <param name="Sequence">Its place in the tenant's chain.</param>
/// <param name="Hash">SHA-256 over the hash before it and the row itself, in hex.</param>
public sealed record AuditResource(
    string Id,
    AuditTenant? Tenant,
    string Source,
    long Number,
    string Action,
    string ObjectType,
    string ObjectId,
    string ObjectName,
    AuditPerson Actor,
    AuditPerson? ActingOperator,
    string? Reason,
    IReadOnlyList<FieldChange> Changes,
    string? CorrelationId,
    string? TraceId,
    DateTimeOffset OccurredAt,
    DateTimeOffset RecordedAt,
    long Sequence,
    string Hash)
{
    internal static AuditResource Of(AuditRecord row, AuditTenant? tenant) => new(
        row.Id, tenant, row.Source, row.Number, row.Action, row.ObjectType, row.ObjectId, row.ObjectName,
        new AuditPerson(row.ActorSubject, row.ActorName),
        row.ActingSubject is null ? null : new AuditPerson(row.ActingSubject, row.ActingName ?? row.ActingSubject),
        row.Reason, row.ChangesList(), row.CorrelationId, row.TraceId, row.OccurredAt, row.RecordedAt, row.Sequence, Convert.ToHexStringLower(row.Hash));
}
