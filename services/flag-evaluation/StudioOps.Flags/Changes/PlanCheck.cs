using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Data;
using StudioOps.Tenancy;

namespace StudioOps.Flags.Changes;

/// <summary>Compares what was planned a while ago with what is there now.</summary>
internal sealed class PlanCheck(CrossTenant<FlagDbContext> all)
{
    private const string Purpose = "what was planned is compared with what every tenant has by now";

    /// <summary>Why nothing of it may be done, or null: everything is as it was when it was planned, or it was begun already.</summary>
    public async Task<string?> SupersededAsync(ChangeSet set, CancellationToken ct)
    {
        if (await IsBegunAsync(set.Id, ct))
        {
            return null;
        }

        var steps = FlagJson.Read<PlanStep[]>(set.Plan!);
        await using var db = all.ReadFor(Purpose);
        var now = await RevisionsAsync(db, steps, ct);
        return Array.Find(steps, step => step.Was != (now.TryGetValue((step.Type, step.Key), out var revision) ? revision : null)) is { } changed
            ? $"change-set.superseded: {changed.OverrideOf() ?? changed.Type} {changed.Key} was changed since."
            : null;
    }

    public async Task<bool> IsBegunAsync(Guid set, CancellationToken ct)
    {
        await using var db = all.ReadFor(Purpose);
        return await db.ChangeItems.AnyAsync(item => item.ChangeSetId == set, ct) || await db.TenantChangeItems.AnyAsync(item => item.ChangeSetId == set, ct);
    }

    private static async Task<Dictionary<(string Type, string Key), long?>> RevisionsAsync(FlagDbContext db, PlanStep[] steps, CancellationToken ct)
    {
        var tenants = steps.Select(step => step.TenantId).OfType<Guid>().Distinct().ToList();
        var flags = steps.Select(step => step.OverrideOf()).OfType<string>().Distinct().ToList();
        var ids = steps.Where(step => step.Type is "flag" or "segment").Select(step => Guid.Parse(step.Key)).ToList();
        Dictionary<(string, string), long?> revisions = [];
        Add(await db.Overrides.Where(row => tenants.Contains(row.TenantId) && flags.Contains(row.FlagKey)).ToListAsync(ct), row => row.Revision);
        Add(await db.PartnerOverrides.Where(row => flags.Contains(row.FlagKey)).ToListAsync(ct), row => row.Revision);
        Add(await db.Flags.Where(row => ids.Contains(row.Id)).ToListAsync(ct), row => row.Revision);
        Add(await db.Segments.Where(row => ids.Contains(row.Id)).ToListAsync(ct), row => row.Revision);
        Add(await db.Governance.ToListAsync(ct), row => row.Revision);
        return revisions;

        void Add<T>(IEnumerable<T> rows, Func<T, long> revision)
            where T : class
        {
            var kind = Recorded.Of(typeof(T))!;
            foreach (var row in rows)
            {
                revisions[(kind.Type, kind.Key(row))] = revision(row);
            }
        }
    }
}
