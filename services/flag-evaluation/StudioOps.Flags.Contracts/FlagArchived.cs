using StudioOps.Contracts;

namespace StudioOps.Flags.Contracts;

/// <summary>A flag was taken out of service; callers get their own default.</summary>
/// <remarks>Facts only, additive changes only. Consumers must tolerate replays and reordering.</remarks>
/// <param name="FlagId">Stable identity of the flag; never reused, not even for the same key.</param>
/// <param name="Key">The name callers ask for.</param>
/// <param name="Revision">Grows over all flags and overrides of the installation; consumers drop older revisions.</param>
/// <param name="Reason">Why, in the actor's words.</param>
/// <param name="Actor">Who did it, and the operator acting for them, if any.</param>
/// <param name="OccurredAt">When, in UTC.</param>
public sealed record FlagArchived(Guid FlagId, string Key, long Revision, string Reason, Actor Actor, DateTimeOffset OccurredAt);
