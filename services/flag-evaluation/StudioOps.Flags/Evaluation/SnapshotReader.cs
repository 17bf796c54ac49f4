using System.Data;
using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Data;
using StudioOps.Flags.Engine;
using StudioOps.Flags.Segments;
using StudioOps.Flags.Streaming;
using StudioOps.Tenancy;

namespace StudioOps.Flags.Evaluation;

/// <summary>Reads what changed since a revision, across tenants, and makes the next <see cref="Installation"/> of it.</summary>
internal sealed class SnapshotReader(CrossTenant<FlagDbContext> all)
{
    public async Task<Installation> ReadAsync(Installation held, CancellationToken ct)
    {
        held = held.IsSecondHand ? Installation.Cold : held;
        await using var db = all.ReadFor("the evaluation snapshot answers for every tenant");
        // Nearly every poll ends here: one row by its key.
        if (!held.IsCold && (await db.Revision.SingleAsync(ct)).Value == held.Revision)
        {
            return held;
        }

        // One moment in time for all the reads below.
        await using var moment = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        var revision = await db.Revision.SingleAsync(ct);
        var partners = await PartnersAsync(db, held, ct);
        var tenants = await TenantsAsync(db, held, partners, ct);
        if (!held.IsCold && revision.Definitions <= held.Definitions)
        {
            return new Installation(held.Flags, revision.Definitions, revision.Value, tenants, held.Served, partners, held.Segments);
        }

        var (flags, segments) = (await FlagsAsync(db, held, ct), await SegmentsAsync(db, held, ct));
        var masterSwitch = (await db.Governance.SingleAsync(ct)).MasterSwitch;
        var compiled = FlagSet.Compile(flags.Values.Select(flag => flag.Compilable), masterSwitch, segments.Values.Select(segment => segment.Segment));
        return new Installation(compiled, revision.Definitions, revision.Value, tenants, flags, partners, segments);
    }

    /// <summary>Only what changed is read and parsed again.</summary>
    private static async Task<Dictionary<string, ServedFlag>> FlagsAsync(FlagDbContext db, Installation held, CancellationToken ct)
    {
        var (since, flags) = (held.Revision, new Dictionary<string, ServedFlag>(held.Served, StringComparer.Ordinal));
        foreach (var flag in await db.Flags.AsNoTracking().Where(flag => flag.Revision > since).ToListAsync(ct))
        {
            if (flag.ArchivedAt is null && flag.Lifecycle != FlagLifecycle.Draft)
            {
                flags[flag.Key] = ServedFlag.Of(flag);
            }
            else
            {
                flags.Remove(flag.Key);
            }
        }

        return flags;
    }

    private static async Task<Dictionary<string, ServedSegment>> SegmentsAsync(FlagDbContext db, Installation held, CancellationToken ct)
    {
        var (since, segments) = (held.Revision, new Dictionary<string, ServedSegment>(held.Segments, StringComparer.Ordinal));
        foreach (var segment in await db.Segments.AsNoTracking().Where(segment => segment.Revision > since).ToListAsync(ct))
        {
            if (segment.ArchivedAt is not null)
            {
                segments.Remove(segment.Key);
                continue;
            }

            var named = await db.SegmentMembers.AsNoTracking().Where(member => member.SegmentId == segment.Id).ToListAsync(ct);
            segments[segment.Key] = new ServedSegment(segment.Key, segment.Revision, segment.ToSegment(named));
        }

        return segments;
    }

    private static async Task<IReadOnlyDictionary<Guid, PartnerView>> PartnersAsync(FlagDbContext db, Installation held, CancellationToken ct)
    {
        var since = held.Revision;
        var changed = await db.Partners.Where(partner => partner.OverridesRevision > since).ToListAsync(ct);
        if (changed.Count == 0)
        {
            return held.Partners;
        }

        var ids = changed.ConvertAll(partner => partner.Id);
        var overrides = (await db.PartnerOverrides.Where(row => ids.Contains(row.PartnerId)).ToListAsync(ct)).ToLookup(row => row.PartnerId);
        var partners = new Dictionary<Guid, PartnerView>(held.Partners);
        foreach (var partner in changed)
        {
            partners[partner.Id] = new([.. overrides[partner.Id].Select(row => row.ToEngine())], partner.OverridesRevision);
        }

        return partners;
    }

    private static async Task<Dictionary<Guid, TenantView>> TenantsAsync(
        FlagDbContext db, Installation held, IReadOnlyDictionary<Guid, PartnerView> partners, CancellationToken ct)
    {
        var since = held.Revision;
        var tenants = new Dictionary<Guid, TenantView>(held.Tenants);
        var changed = db.TenantRevisions.Where(tenant => tenant.Revision > since);
        var known = await db.Tenants.Where(tenant => changed.Any(c => c.TenantId == tenant.Id)).ToDictionaryAsync(tenant => tenant.Id, ct);
        var overrides = (await db.Overrides.Where(row => changed.Any(c => c.TenantId == row.TenantId)).ToListAsync(ct)).ToLookup(row => row.TenantId);
        foreach (var change in await changed.ToListAsync(ct))
        {
            tenants[change.TenantId] = TenantView.Of(
                change.TenantId,
                known.GetValueOrDefault(change.TenantId),
                [.. overrides[change.TenantId].Select(row => row.ToEngine())],
                change.Revision).Under(Partner(partners, known.GetValueOrDefault(change.TenantId)?.PartnerId));
        }

        if (!ReferenceEquals(partners, held.Partners))
        {
            foreach (var (id, tenant) in held.Tenants.Where(tenant => !ReferenceEquals(Partner(partners, tenant.Value.PartnerId), Partner(held.Partners, tenant.Value.PartnerId))))
            {
                tenants[id] = tenants[id].Under(Partner(partners, tenants[id].PartnerId));
            }
        }

        return tenants;
    }

    private static PartnerView? Partner(IReadOnlyDictionary<Guid, PartnerView> partners, Guid? id) => id is { } known ? partners.GetValueOrDefault(known) : null;
}
