using StudioOps.Flags.Engine;
using StudioOps.Flags.Segments;
using StudioOps.Flags.Streaming;
using StudioOps.Tenancy;
using StudioOps.Tenants.Contracts;

namespace StudioOps.Flags.Evaluation;

/// <summary>Everything at one revision: the definitions, and what is known of each tenant. Immutable.</summary>
internal sealed class Installation(
    FlagSet flags, long definitions, long revision, IReadOnlyDictionary<Guid, TenantView> tenants, IReadOnlyDictionary<string, ServedFlag>? served = null,
    IReadOnlyDictionary<Guid, PartnerView>? partners = null, IReadOnlyDictionary<string, ServedSegment>? segments = null)
{
    private readonly Dictionary<string, TenantView> _bySlug = tenants.Values
        .Where(tenant => tenant.Facts is not null).GroupBy(tenant => tenant.Facts!.Slug)
        .ToDictionary(group => group.Key, group => group.MaxBy(tenant => tenant.Id)!, StringComparer.Ordinal);

    /// <summary>Before Postgres answered for the first time: fail-safe values for everyone.</summary>
    public static Installation Cold { get; } = new(SeededFlags.FailSafe(), 0, 0, new Dictionary<Guid, TenantView>());

    public FlagSet Flags { get; } = flags;

    /// <summary>The definitions as they are written, by key, for those who compile them themselves.</summary>
    public IReadOnlyDictionary<string, ServedFlag> Served { get; } = served ?? new Dictionary<string, ServedFlag>();

    /// <summary>The segments the definitions may ask for, by key.</summary>
    public IReadOnlyDictionary<string, ServedSegment> Segments { get; } = segments ?? new Dictionary<string, ServedSegment>();

    /// <summary>The revision at which a definition changed last.</summary>
    public long Definitions { get; } = definitions;

    public long Revision { get; } = revision;

    public IReadOnlyDictionary<Guid, TenantView> Tenants { get; } = tenants;

    /// <summary>What was decided for partners, of those that have something decided.</summary>
    public IReadOnlyDictionary<Guid, PartnerView> Partners { get; } = partners ?? new Dictionary<Guid, PartnerView>();

    public bool IsCold => ReferenceEquals(this, Cold);

    /// <summary>Whether it came out of Redis: good to answer from, and no ground to read only later changes on.</summary>
    public bool IsSecondHand { get; init; }

    /// <summary>The tenant named by slug or id; null when there is none (any more).</summary>
    public TenantView? Find(TenantKey key)
    {
        var found = key.Id is { } id ? Tenants.GetValueOrDefault(id) : _bySlug.GetValueOrDefault(key.Value);
        return found is { Facts: not null } ? found : null;
    }

    /// <summary>The revision this tenant's answers are of.</summary>
    public long RevisionOf(Guid tenantId) => Math.Max(Definitions, Tenants.GetValueOrDefault(tenantId)?.Revision ?? 0);

    /// <summary>How many expiries have passed for this tenant: time changes its answers too.</summary>
    public int ExpiryEpochOf(Guid tenantId, DateTimeOffset now) => Tenants.ContainsKey(tenantId) ? Of(tenantId).ExpiryEpoch(now) : 0;

    /// <summary>What the tenant's questions are answered from. One nobody has told us of yet has no overrides, plan or partner.</summary>
    public FlagSnapshot Of(Guid tenantId) => (Tenants.GetValueOrDefault(tenantId) ?? TenantView.Unknown(tenantId)).Compiled(Flags, Definitions);
}

/// <summary>What was decided for all tenants of a partner, and the revision at which that changed last.</summary>
internal sealed record PartnerView(Override[] Overrides, long Revision);

/// <summary>One tenant's own part: facts, overrides, and the revision at which either changed last.</summary>
internal sealed class TenantView(Guid id, TenantFacts? facts, string status, Override[] own, long ownRevision, PartnerView? partner = null)
{
    private FlagSnapshot? _compiled;

    public Guid Id { get; } = id;

    /// <summary>What was decided for it itself, and when that or its facts changed last.</summary>
    public Override[] Own => own;

    public long OwnRevision => ownRevision;

    /// <summary>Its own and its partner's.</summary>
    public IReadOnlyList<Override> Overrides { get; } = partner is null or { Overrides: [] } ? own : [.. own, .. partner.Overrides];

    /// <summary>Null for a tenant that is not known, or deleted.</summary>
    public TenantFacts? Facts { get; } = facts;

    public string Status { get; } = status;

    public Guid? PartnerId { get; } = facts?.Partner is { } named ? Guid.Parse(named) : null;

    /// <summary>At which the facts or the overrides changed last.</summary>
    public long Revision { get; } = Math.Max(ownRevision, partner?.Revision ?? 0);

    public static TenantView Unknown(Guid id) => new(id, null, "", [], 0);

    public static TenantView Of(Guid id, KnownTenant? known, Override[] own, long revision) => known is null or { Status: TenantStatus.Deleted }
        ? new(id, null, known?.Status ?? "", own, revision)
        : new(
            id,
            new TenantFacts(
                id.ToString(), known.Slug, known.Plan, known.PartnerId?.ToString(), known.Status is TenantStatus.Suspended or TenantStatus.Deleting),
            known.Status,
            own,
            revision);

    /// <summary>The same tenant under what its partner's overrides are now.</summary>
    public TenantView Under(PartnerView? partner) => partner is null ? this : new(Id, Facts, Status, own, ownRevision, partner);

    /// <summary>Compiled on first use, and again when the definitions changed. Two requests may both do it; either result serves.</summary>
    public FlagSnapshot Compiled(FlagSet flags, long definitions)
    {
        var compiled = Volatile.Read(ref _compiled);
        if (compiled is null || !ReferenceEquals(compiled.Flags, flags))
        {
            compiled = FlagSnapshot.Create(
                flags, Facts ?? new TenantFacts(Id.ToString(), "", "", null, false), Overrides, Math.Max(definitions, Revision));
            Volatile.Write(ref _compiled, compiled);
        }

        return compiled;
    }
}
