using StudioOps.Contracts;

namespace StudioOps.Flags.Contracts;

/// <summary>An archived flag is back in service, as it was.</summary>
/// <remarks>Facts only, additive changes only. Consumers must tolerate replays and reordering.</remarks>
/// <param name="FlagId">Stable identity of the flag; never reused, not even for the same key.</param>
/// <param name="Key">The name callers ask for.</param>
/// <param name="Revision">Grows over all flags and overrides of the installation; consumers drop older revisions.</param>
/// <param name="Type"><c>boolean</c>, <c>string</c>, <c>number</c> or <c>object</c>.</param>
/// <param name="State"><c>off</c>, <c>on</c>, <c>targeted</c> or <c>killed</c>, as it was.</param>
/// <param name="Reason">Why, in the actor's words.</param>
/// <param name="Actor">Who did it, and the operator acting for them, if any.</param>
/// <param name="OccurredAt">When, in UTC.</param>
public sealed record FlagUnarchived(Guid FlagId, string Key, long Revision, string Type, string State, string Reason, Actor Actor, DateTimeOffset OccurredAt);
