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

        return new Installation(flags, revision.Definitions, revision.Value, await TenantsAsync(db, held, ct), served);
    }

    private static async Task<Dictionary<Guid, TenantView>> TenantsAsync(FlagDbContext db, Installation held, CancellationToken ct)
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
                change.Revision);
        }

        return tenants;
    }
}
