using StudioOps.Contracts;

namespace StudioOps.Flags.Contracts;

/// <summary>What was decided for a partner's tenants was taken back by someone. One that ran out of time is not announced.</summary>
/// <remarks>Facts only, additive changes only. Consumers must tolerate replays and reordering.</remarks>
/// <param name="PartnerId">The partner.</param>
/// <param name="OverrideId">Stable identity of the override.</param>
/// <param name="Revision">Grows over all flags and overrides of the installation; consumers drop older revisions.</param>
/// <param name="FlagKey">The flag.</param>
/// <param name="Reason">Why, in the actor's words.</param>
/// <param name="Actor">Who did it, and the operator acting for them, if any.</param>
/// <param name="OccurredAt">When, in UTC.</param>
public sealed record PartnerOverrideRemoved(
    Guid PartnerId, Guid OverrideId, long Revision, string FlagKey, string Reason, Actor Actor, DateTimeOffset OccurredAt);
