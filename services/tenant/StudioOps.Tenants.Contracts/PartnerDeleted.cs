using StudioOps.Contracts;

namespace StudioOps.Tenants.Contracts;

/// <summary>A partner is gone; no tenant belongs to it any more.</summary>
/// <remarks>Facts only, additive changes only. Consumers must tolerate replays and reordering.</remarks>
/// <param name="PartnerId">Stable partner identity; never reused.</param>
/// <param name="Revision">Grows with every change of the partner; consumers drop older revisions.</param>
/// <param name="Partner">The partner as it last was.</param>
/// <param name="Actor">Who did it, and the operator acting for them, if any.</param>
/// <param name="OccurredAt">When, in UTC.</param>
public sealed record PartnerDeleted(Guid PartnerId, long Revision, PartnerDetails Partner, Actor Actor, DateTimeOffset OccurredAt);
