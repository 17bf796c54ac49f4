using System.Text.Json;
using System.Text.Json.Serialization;
using StudioOps.Flags.Engine;
using StudioOps.Flags.Evaluation;
using StudioOps.Flags.Import.Files;

namespace StudioOps.Flags.Streaming;

/// <summary>All that answers one tenant's questions, or what of it changed: for clients that evaluate in their own process.</summary>
/// <param name="Revision">Of the tenant's snapshot; ask again with it as Last-Event-ID.</param>
/// <param name="Tenant">What rules know of the tenant; null when that did not change.</param>
/// <param name="MasterSwitch">False answers everything with the fail-safe value.</param>
/// <param name="Flags">Definitions as definition files spell them: every one in a snapshot, the changed ones after it.</param>
/// <param name="Removed">Keys no longer told.</param>
/// <param name="Segments">Segments the definitions ask for. A tenant's own client needs none.</param>
/// <param name="Overrides">Every override of the tenant; null when none of them changed.</param>
public sealed record FlagView(
    long Revision,
    FlagViewTenant? Tenant,
    bool MasterSwitch,
    IReadOnlyList<JsonElement> Flags,
    IReadOnlyList<string> Removed,
    IReadOnlyList<JsonElement> Segments,
    IReadOnlyList<JsonElement>? Overrides)
{
    private static readonly JsonSerializerOptions Json = Options();

    /// <summary>Whether it is everything, not only what changed.</summary>
    internal bool IsWhole { get; init; }

    internal static FlagView Whole(Installation installation, Guid tenantId, bool own) => Since(null, installation, tenantId, own)!;

    /// <summary>What changed for the tenant since an earlier installation, everything since none; null when nothing did.</summary>
    /// <param name="known">What was told before.</param>
    /// <param name="current">What is served.</param>
    /// <param name="tenantId">Whose answers.</param>
    /// <param name="own">For the tenant itself: nothing that names others.</param>
    internal static FlagView? Since(Installation? known, Installation current, Guid tenantId, bool own)
    {
        if (known is not null && known.RevisionOf(tenantId) == current.RevisionOf(tenantId) && known.Flags.MasterSwitch == current.Flags.MasterSwitch)
        {
            return null;
        }

        var (before, now) = (known?.Tenants.GetValueOrDefault(tenantId), current.Tenants.GetValueOrDefault(tenantId) ?? TenantView.Unknown(tenantId));
        // What a tenant is told of rules hangs on what it is: with that everything is new.
        var asked = current.Segments.Values.Where(segment => known?.Segments.GetValueOrDefault(segment.Key)?.Revision != segment.Revision).ToList();
        var whole = known is null || (own && (before?.Facts != now.Facts || asked.Count > 0));
        var changed = current.Served.Values.Where(flag => whole || known!.Served.GetValueOrDefault(flag.Key)?.Revision != flag.Revision);
        var told = own ? OwnRulesOf(now, current).Of(current.Served.Values.Select(flag => flag.Compilable)) : null;
        return new(
            current.RevisionOf(tenantId),
            !whole && ReferenceEquals(before, now) ? null : FlagViewTenant.Of(now),
            current.Flags.MasterSwitch,
            [.. changed.Select(flag => told is null ? flag.Compilable : told.GetValueOrDefault(flag.Key)).OfType<FlagDefinition>().Select(Element)],
            whole ? [] : [.. known!.Served.Keys.Except(current.Served.Keys), .. told is null ? [] : current.Served.Keys.Except(told.Keys)],
            own ? [] : [.. asked.Select(segment => segment.Json)],
            !whole && ReferenceEquals(before, now) ? null : [.. now.Overrides.Select(Element)])
        { IsWhole = whole };
    }

    internal string Serialize() => JsonSerializer.Serialize(this, Json);

    private static OwnRules OwnRulesOf(TenantView tenant, Installation current) => new(
        tenant.Facts ?? new TenantFacts(tenant.Id.ToString(), "", "", null, false),
        current.Segments.ToDictionary(segment => segment.Key, segment => segment.Value.Segment, StringComparer.Ordinal));

    private static JsonElement Element<T>(T value) => JsonSerializer.SerializeToElement(value, Json);

    private static JsonSerializerOptions Options()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };
        options.AddDefinitions();
        return options;
    }
}

/// <summary>What rules know of a tenant.</summary>
public sealed record FlagViewTenant(Guid Id, string? Slug, string? Plan, string? Partner, string Status, bool IsSuspended)
{
    internal static FlagViewTenant Of(TenantView tenant) =>
        new(tenant.Id, tenant.Facts?.Slug, tenant.Facts?.Plan, tenant.Facts?.Partner, tenant.Status, tenant.Facts?.IsSuspended == true);
}

/// <summary>A definition in service.</summary>
internal sealed record ServedFlag(string Key, long Revision, FlagDefinition Compilable)
{
    public static ServedFlag Of(Flag flag) => new(flag.Key, flag.Revision, flag.ToDefinition());
}
