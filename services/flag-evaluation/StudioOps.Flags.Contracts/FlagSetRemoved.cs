using StudioOps.Contracts;

namespace StudioOps.Flags.Contracts;

/// <summary>A tenant's flag set and all its overrides are gone.</summary>
/// <remarks>Facts only, additive changes only. Consumers must tolerate replays and reordering.</remarks>
/// <param name="TenantId">The tenant it is for.</param>
/// <param name="Revision">Grows over all flags and overrides of the installation; consumers drop older revisions.</param>
/// <param name="Actor">Who did it, and the operator acting for them, if any.</param>
/// <param name="OccurredAt">When, in UTC.</param>
public sealed record FlagSetRemoved(Guid TenantId, long Revision, Actor Actor, DateTimeOffset OccurredAt);
