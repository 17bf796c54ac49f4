using System.Text.Json;
using StudioOps.Flags.Engine;
using StudioOps.Flags.Evaluation;

namespace StudioOps.Flags.Streaming;

/// <summary>All that answers one tenant's questions, or what of it changed: for clients that evaluate in their own process.</summary>
/// <param name="Revision">Of the tenant's snapshot; ask again with it as Last-Event-ID.</param>
/// <param name="Tenant">What rules know of the tenant; null when that did not change.</param>
/// <param name="MasterSwitch">False answers everything with the fail-safe value.</param>
/// <param name="Flags">Definitions, as <c>GET /api/v1/flags/{key}</c> gives them: every one in a snapshot, the changed ones after it.</param>
/// <param name="Removed">Keys no longer in service.</param>
/// <param name="Segments">Segments the definitions ask for, members and all: every one in a snapshot, the changed ones after it.</param>
/// <param name="Overrides">Every override of the tenant and its users; null when none of them changed.</param>
public sealed record FlagView(
    long Revision, FlagViewTenant? Tenant, bool MasterSwitch, IReadOnlyList<JsonElement> Flags, IReadOnlyList<string> Removed, IReadOnlyList<JsonElement> Segments,
    IReadOnlyList<FlagViewOverride>? Overrides)
{
    internal static FlagView Whole(Installation installation, Guid tenantId) => Since(null, installation, tenantId)!;

    /// <summary>What changed for the tenant since an earlier installation, everything since none; null when nothing did.</summary>
    internal static FlagView? Since(Installation? known, Installation current, Guid tenantId)
    {
        var (before, now) = (known?.Tenants.GetValueOrDefault(tenantId), current.Tenants.GetValueOrDefault(tenantId) ?? TenantView.Unknown(tenantId));
        if (known is not null && known.RevisionOf(tenantId) == current.RevisionOf(tenantId) && known.Flags.MasterSwitch == current.Flags.MasterSwitch)
        {
            return null;
        }

        var sameTenant = ReferenceEquals(before, now);
        return new(
            current.RevisionOf(tenantId),
            sameTenant ? null : FlagViewTenant.Of(now),
            current.Flags.MasterSwitch,
            [.. current.Served.Values.Where(flag => known?.Served.GetValueOrDefault(flag.Key)?.Revision != flag.Revision).Select(flag => flag.Definition)],
            [.. known?.Served.Keys.Except(current.Served.Keys) ?? []],
            [.. current.Segments.Values.Where(segment => known?.Segments.GetValueOrDefault(segment.Key)?.Revision != segment.Revision).Select(segment => segment.Json)],
            sameTenant ? null : [.. now.Overrides.Select(FlagViewOverride.Of)]);
    }
}

/// <summary>What rules know of a tenant.</summary>
public sealed record FlagViewTenant(Guid Id, string? Slug, string? Plan, string? Partner, string Status, bool IsSuspended)
{
    internal static FlagViewTenant Of(TenantView tenant) =>
        new(tenant.Id, tenant.Facts?.Slug, tenant.Facts?.Plan, tenant.Facts?.Partner, tenant.Status, tenant.Facts?.IsSuspended == true);
}

/// <summary>One override.</summary>
public sealed record FlagViewOverride(string Flag, OverrideLevel Level, string Subject, JsonElement Value, DateTimeOffset? ExpiresAt, int Rank)
{
    internal static FlagViewOverride Of(Override row) => new(row.FlagKey, row.Level, row.Subject, FlagJson.Element(row.Value), row.ExpiresAt, row.Rank);
}

/// <summary>A definition in service, as callers read it.</summary>
internal sealed record ServedFlag(string Key, long Revision, JsonElement Definition, FlagDefinition Compilable)
{
    public static ServedFlag Of(Flag flag) => new(flag.Key, flag.Revision, FlagJson.Element(FlagResource.Of(flag, toOperator: true)), flag.ToDefinition());
}
