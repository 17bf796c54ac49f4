using Microsoft.EntityFrameworkCore;
using StudioOps.Contracts;
using StudioOps.Flags.Approvals;
using StudioOps.Flags.Changes;
using StudioOps.Flags.Data;
using StudioOps.Http;

namespace StudioOps.Flags.Schedules;

/// <summary>Begins what waited for its time, and ends the waiting for a second person who did not come. Whichever copy of the service comes first does it.</summary>
internal sealed class DueChanges(FlagDbContext db, AuditTrail audit, TimeProvider clock)
{
    private static readonly Actor Scheduler = Actor.System("scheduler");

    public async Task BeginAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var due = await db.ChangeSets.FromSql(
            $"""
            select * from change_sets where (state = 'scheduled' and due <= {now}) or (state = 'pending' and expires_at <= {now})
            order by number for update skip locked
            """).ToListAsync(ct);
        foreach (var set in due)
        {
            if (set.State == ChangeSet.Pending)
            {
                set.Expire();
                await audit.RecordAsync(db, set, "expired", set.Reason, Scheduler, ct: ct);
            }
            else if (set.ReviewedBy is null && await db.SecondPersonAsync(FlagJson.Read<PlanStep[]>(set.Plan!), ct))
            {
                // When it was asked for nobody wanted a second person; by now somebody does.
                set.Wait(await db.PatienceAsync(now, null, ct));
                await audit.RecordAsync(db, set, "requested", set.Reason, Scheduler, ct: ct);
            }
            else
            {
                set.Begin();
                await audit.RecordAsync(db, set, "started", set.Reason, Scheduler, ct: ct);
            }
        }

        if (due.Count > 0)
        {
            await db.SaveChangesAsync(ct);
        }
    }
}

internal static class Patience
{
    /// <summary>Until when a second person may decide: as long as the installation says, and never longer than until it is due.</summary>
    public static async Task<DateTimeOffset> PatienceAsync(this FlagDbContext db, DateTimeOffset now, DateTimeOffset? due, CancellationToken ct)
    {
        var until = now.AddHours(await db.Governance.AsNoTracking().Select(row => row.ApprovalHours).SingleAsync(ct));
        return due < until ? due.Value : until;
    }
}
