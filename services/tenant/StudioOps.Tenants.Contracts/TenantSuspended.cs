using StudioOps.Contracts;

namespace StudioOps.Tenants.Contracts;

/// <summary>A tenant may no longer use the product.</summary>
/// <remarks>Facts only, additive changes only. Consumers must tolerate replays and reordering.</remarks>
/// <param name="TenantId">Stable tenant identity; never reused.</param>
/// <param name="Revision">Grows with every change of the tenant; consumers drop older revisions.</param>
/// <param name="Tenant">The tenant after this change.</param>
/// <param name="Reason">The operator's words. Not personal data.</param>
/// <param name="Actor">Who did it, and the operator acting for them, if any.</param>
/// <param name="OccurredAt">When, in UTC.</param>
public sealed record TenantSuspended(Guid TenantId, long Revision, TenantDetails Tenant, string Reason, Actor Actor, DateTimeOffset OccurredAt);
