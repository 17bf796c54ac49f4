using StudioOps.Identity.Grants;

namespace StudioOps.Identity.Impersonations;

/// <summary>Who acted for whom, why and until when, as operators and the tenant itself see it.</summary>
internal sealed record ImpersonationItem(
    Guid Id, Guid TenantId, Guid SubjectId, string SubjectName, Guid OperatorId, string OperatorName, string Reason, string Ticket, bool Elevated,
    DateTimeOffset StartedAt, DateTimeOffset ExpiresAt, DateTimeOffset? EndedAt)
{
    public static ImpersonationItem Of(Impersonation one) => new(
        one.Id, one.TenantId, one.SubjectId, one.SubjectName, one.OperatorId, one.OperatorName, one.Reason, one.Ticket, one.Elevated, one.StartedAt, one.ExpiresAt, one.EndedAt);
}
