using StudioOps.Contracts;

namespace StudioOps.Flags.Contracts;

/// <summary>A segment was written for the first time.</summary>
/// <remarks>Facts only, additive changes only. Consumers must tolerate replays and reordering.</remarks>
/// <param name="SegmentId">Stable identity of the segment; never reused, not even for the same key.</param>
/// <param name="Key">The name conditions ask for.</param>
/// <param name="Revision">Grows over all flags, segments and overrides of the installation; consumers drop older revisions.</param>
/// <param name="Members">How many are named in it after this.</param>
/// <param name="Actor">Who did it, and the operator acting for them, if any.</param>
/// <param name="OccurredAt">When, in UTC.</param>
public sealed record SegmentDefined(Guid SegmentId, string Key, long Revision, int Members, Actor Actor, DateTimeOffset OccurredAt);
