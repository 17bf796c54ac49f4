using StudioOps.Contracts;

namespace StudioOps.Provisioning.Contracts;

/// <summary>Everything made for a tenant outside the tenant service has been taken down, and looked for once more.</summary>
/// <remarks>Facts only, additive changes only. Consumers must tolerate replays and reordering.</remarks>
/// <param name="TenantId">The tenant.</param>
/// <param name="Revision">Grows with every change of this tenant's provisioning.</param>
/// <param name="Actor">The reconciler.</param>
/// <param name="OccurredAt">When, in UTC.</param>
public sealed record TenantDeprovisioned(Guid TenantId, long Revision, Actor Actor, DateTimeOffset OccurredAt);
