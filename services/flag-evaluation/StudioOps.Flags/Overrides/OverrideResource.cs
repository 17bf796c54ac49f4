using System.Text.Json;
using StudioOps.Flags.Engine;

namespace StudioOps.Flags.Overrides;

/// <summary>An override as callers read it.</summary>
/// <param name="Id">Its identity.</param>
/// <param name="Flag">Key of the flag.</param>
/// <param name="TenantId">The tenant it is for.</param>
/// <param name="User">The user it is for, or null when it is for the whole tenant.</param>
/// <param name="Value">What is served.</param>
/// <param name="Reason">Why.</param>
/// <param name="ExpiresAt">From when on it counts no more, or null.</param>
/// <param name="SetBy">Who decided it.</param>
/// <param name="SetAt">When, in UTC.</param>
/// <param name="Revision">Also the ETag; answers from this revision on obey it.</param>
public sealed record OverrideResource(
    Guid Id, string Flag, Guid TenantId, string? User, JsonElement Value, string Reason, DateTimeOffset? ExpiresAt, string SetBy, DateTimeOffset SetAt, long Revision)
{
    internal static OverrideResource Of(FlagOverride found) => new(
        found.Id,
        found.FlagKey,
        found.TenantId,
        found.Level == OverrideLevel.User ? found.Subject : null,
        FlagJson.Read<JsonElement>(found.Value),
        found.Reason,
        found.ExpiresAt,
        found.SetBy,
        found.SetAt,
        found.Revision);
}

/// <summary>What the audit log compares.</summary>
internal sealed record OverrideFace(string Flag, string? User, JsonElement Value, DateTimeOffset? ExpiresAt)
{
    public static OverrideFace Of(FlagOverride found) => new(
        found.FlagKey, found.Level == OverrideLevel.User ? found.Subject : null, FlagJson.Read<JsonElement>(found.Value), found.ExpiresAt);
}
