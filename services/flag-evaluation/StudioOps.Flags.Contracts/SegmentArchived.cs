using StudioOps.Contracts;

namespace StudioOps.Flags.Contracts;

/// <summary>A segment was taken out of service; no flag asked for it.</summary>
/// <remarks>Facts only, additive changes only. Consumers must tolerate replays and reordering.</remarks>
/// <param name="SegmentId">Stable identity of the segment; never reused, not even for the same key.</param>
/// <param name="Key">The name conditions ask for.</param>
/// <param name="Revision">Grows over all flags, segments and overrides of the installation; consumers drop older revisions.</param>
/// <param name="Reason">Why, in the actor's words.</param>
/// <param name="Actor">Who did it, and the operator acting for them, if any.</param>
/// <param name="OccurredAt">When, in UTC.</param>
public sealed record SegmentArchived(Guid SegmentId, string Key, long Revision, string Reason, Actor Actor, DateTimeOffset OccurredAt);
