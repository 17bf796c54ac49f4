using System.Text.Json;
using StudioOps.Flags.Engine;

namespace StudioOps.Flags.Overrides;

/// <summary>An override as callers read it.</summary>
/// <param name="Id">Its identity.</param>
/// <param name="Flag">Key of the flag.</param>
/// <param name="Level"><c>user</c>, <c>role</c>, <c>tenant</c> or <c>partner</c>; the strongest first.</param>
/// <param name="TenantId">The tenant it is for; null when it is for all of a partner.</param>
/// <param name="User">The user it is for, or null.</param>
/// <param name="Value">What is served.</param>
/// <param name="Reason">Why.</param>
/// <param name="ExpiresAt">From when on it counts no more, or null.</param>
/// <param name="SetBy">Who decided it.</param>
/// <param name="SetAt">When, in UTC.</param>
/// <param name="Revision">Also the ETag; answers from this revision on obey it.</param>
public sealed record OverrideResource(
    Guid Id, string Flag, string Level, Guid? TenantId, string? User, JsonElement Value, string Reason, DateTimeOffset? ExpiresAt, string SetBy, DateTimeOffset SetAt,
    long Revision)
{
    /// <summary>The role it is for, or null.</summary>
    public string? Role { get; init; }

    /// <summary>Of several roles of one user the lowest rank speaks.</summary>
    public int? Rank { get; init; }

    /// <summary>The partner whose tenants it is for, or null.</summary>
    public Guid? PartnerId { get; init; }

    /// <summary>Who answers for it, when that is not who set it.</summary>
    public string? Owner { get; init; }

    /// <summary>Where it was asked for.</summary>
    public string? Ticket { get; init; }

    internal static OverrideResource Of(FlagOverride found) => Of(found, found.Level, found.TenantId) with
    {
        User = found.Level == OverrideLevel.User ? found.Subject : null,
        Role = found.Level == OverrideLevel.Role ? found.Subject : null,
        Rank = found.Level == OverrideLevel.Role ? found.Rank : null,
    };

    internal static OverrideResource Of(PartnerOverride found) => Of(found, OverrideLevel.Partner, null) with { PartnerId = found.PartnerId };

    private static OverrideResource Of(DecidedValue found, OverrideLevel level, Guid? tenant) => new(
        found.Id, found.FlagKey, level.Word(), tenant, null, FlagJson.Read<JsonElement>(found.Value), found.Reason, found.ExpiresAt, found.SetBy, found.SetAt, found.Revision)
    {
        Owner = found.Owner,
        Ticket = found.Ticket,
    };
}

/// <summary>What the audit log and change-sets compare.</summary>
internal sealed record OverrideFace(
    string Flag, string? User, string? Role, int? Rank, Guid? Partner, JsonElement Value, string? Owner, string? Ticket, DateTimeOffset? ExpiresAt)
{
    public static OverrideFace Of(FlagOverride found) => Of(OverrideResource.Of(found));

    public static OverrideFace Of(PartnerOverride found) => Of(OverrideResource.Of(found));

    private static OverrideFace Of(OverrideResource found) =>
        new(found.Flag, found.User, found.Role, found.Rank, found.PartnerId, found.Value, found.Owner, found.Ticket, found.ExpiresAt);
}
