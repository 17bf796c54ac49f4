using System.Data;
using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Data;
using StudioOps.Flags.Engine;
using StudioOps.Flags.Streaming;
using StudioOps.Tenancy;

namespace StudioOps.Flags.Evaluation;

/// <summary>Reads what changed since a revision, across tenants, and makes the next <see cref="Installation"/> of it.</summary>
internal sealed class SnapshotReader(CrossTenant<FlagDbContext> all)
{
    public async Task<Installation> ReadAsync(Installation held, CancellationToken ct)
    {
        await using var db = all.ReadFor("the evaluation snapshot answers for every tenant");
        // Nearly every poll ends here: one row by its key.
        if (!held.IsCold && (await db.Revision.SingleAsync(ct)).Value == held.Revision)
        {
            return held;
        }

        // One moment in time for all the reads below.
        await using var moment = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        var revision = await db.Revision.SingleAsync(ct);
        var (flags, served) = (held.Flags, held.Served);
        if (held.IsCold || revision.Definitions > held.Definitions)
        {
            var stored = await db.Flags.Where(flag => flag.ArchivedAt == null).ToListAsync(ct);
            flags = FlagSet.Compile(stored.Select(flag => flag.ToDefinition()));
            served = stored.ToDictionary(flag => flag.Key, flag => held.Served.GetValueOrDefault(flag.Key) is { } same && same.Revision == flag.Revision ? same : ServedFlag.Of(flag), StringComparer.Ordinal);
        }

        var partners = await PartnersAsync(db, held, ct);
        return new Installation(flags, revision.Definitions, revision.Value, await TenantsAsync(db, held, partners, ct), served, partners);
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
