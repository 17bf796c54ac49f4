using StudioOps.Contracts;

namespace StudioOps.Flags.Contracts;

/// <summary>A flag was decided for every tenant of a partner, or decided anew.</summary>
/// <remarks>Facts only, additive changes only. Consumers must tolerate replays and reordering.</remarks>
/// <param name="PartnerId">The partner.</param>
/// <param name="OverrideId">Stable identity of the override.</param>
/// <param name="Revision">Grows over all flags and overrides of the installation; consumers drop older revisions.</param>
/// <param name="FlagKey">The flag.</param>
/// <param name="Value">The value served, as JSON.</param>
/// <param name="Reason">Why, in the actor's words.</param>
/// <param name="Owner">Who answers for it, or null.</param>
/// <param name="Ticket">Where it was asked for, or null.</param>
/// <param name="ExpiresAt">From when on it counts no more, or null.</param>
/// <param name="Actor">Who did it, and the operator acting for them, if any.</param>
/// <param name="OccurredAt">When, in UTC.</param>
public sealed record PartnerOverrideSet(
    Guid PartnerId,
    Guid OverrideId,
    long Revision,
    string FlagKey,
    string Value,
    string Reason,
    string? Owner,
    string? Ticket,
    DateTimeOffset? ExpiresAt,
    Actor Actor,
    DateTimeOffset OccurredAt);
