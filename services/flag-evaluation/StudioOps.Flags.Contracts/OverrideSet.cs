using StudioOps.Contracts;

namespace StudioOps.Flags.Contracts;

/// <summary>An override was set, or set anew.</summary>
/// <remarks>Facts only, additive changes only. Consumers must tolerate replays and reordering.</remarks>
/// <param name="TenantId">The tenant it is for.</param>
/// <param name="OverrideId">Stable identity of the override.</param>
/// <param name="Revision">Grows over all flags and overrides of the installation; consumers drop older revisions.</param>
/// <param name="FlagKey">The flag.</param>
/// <param name="Level"><c>user</c>, <c>role</c> or <c>tenant</c>.</param>
/// <param name="Subject">The targeting key of the user, the name of the role, or the id of the tenant.</param>
/// <param name="Value">The value served, as JSON.</param>
/// <param name="Reason">Why, in the actor's words.</param>
/// <param name="ExpiresAt">From when on it counts no more, or null.</param>
/// <param name="Actor">Who did it, and the operator acting for them, if any.</param>
/// <param name="OccurredAt">When, in UTC.</param>
/// <param name="Owner">Who answers for it, or null.</param>
/// <param name="Ticket">Where it was asked for, or null.</param>
public sealed record OverrideSet(
    Guid TenantId,
    Guid OverrideId,
    long Revision,
    string FlagKey,
    string Level,
    string Subject,
    string Value,
    string Reason,
    DateTimeOffset? ExpiresAt,
    Actor Actor,
    DateTimeOffset OccurredAt,
    string? Owner = null,
    string? Ticket = null);
