using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Changes;
using StudioOps.Flags.Data;
using StudioOps.Http;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Flags.Schedules;

/// <summary>Takes back what has not been done yet: what waits for its time or for a second person.</summary>
internal static class CancelChangeSet
{
    public static async Task<Results<Ok<ChangeSetResource>, ProblemHttpResult>> Handle(
        Guid changeSet, ReasonRequest request, FlagDbContext db, Caller caller, AuditTrail audit, CancellationToken ct)
    {
        if (await db.ChangeSets.FromSql($"select * from change_sets where id = {changeSet} for update").SingleOrDefaultAsync(ct) is not { } set)
        {
            return Problems.NotFound("change-set.not-found");
        }

        if (set.State is not (ChangeSet.Pending or ChangeSet.Scheduled))
        {
            return Problems.Conflict("change-set.not-waiting", "It does not wait: stop it while it runs, or undo it.");
        }

        set.Cancel(caller.Actor.Name);
        await audit.RecordAsync(db, set, "cancelled", request.Reason, ct: ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(ChangeSetResource.Of(set));
    }
}
