using StudioOps.Contracts;

namespace StudioOps.Tenants.Contracts;

/// <summary>Everything the tenant was promised exists: it is in use.</summary>
/// <remarks>Facts only, additive changes only. Consumers must tolerate replays and reordering.</remarks>
/// <param name="TenantId">Stable tenant identity; never reused.</param>
/// <param name="Revision">Grows with every change of the tenant; consumers drop older revisions.</param>
/// <param name="Tenant">The tenant after this change.</param>
/// <param name="Actor">Who did it, and the operator acting for them, if any.</param>
/// <param name="OccurredAt">When, in UTC.</param>
public sealed record TenantActivated(Guid TenantId, long Revision, TenantDetails Tenant, Actor Actor, DateTimeOffset OccurredAt);
