using StudioOps.Contracts;

namespace StudioOps.Tenants.Contracts;

/// <summary>A partner's details changed.</summary>
/// <remarks>Facts only, additive changes only. Consumers must tolerate replays and reordering.</remarks>
/// <param name="PartnerId">Stable partner identity; never reused.</param>
/// <param name="Revision">Grows with every change of the partner; consumers drop older revisions.</param>
/// <param name="Partner">The partner after this change.</param>
/// <param name="Actor">Who did it, and the operator acting for them, if any.</param>
/// <param name="OccurredAt">When, in UTC.</param>
public sealed record PartnerUpdated(Guid PartnerId, long Revision, PartnerDetails Partner, Actor Actor, DateTimeOffset OccurredAt);
