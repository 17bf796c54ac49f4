using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Data;
using StudioOps.Http;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Flags.Changes;

/// <summary>Stops a change-set before its next batch of tenants. What it did stays, until it is resumed or undone.</summary>
internal static class StopChangeSet
{
    public static async Task<Results<Ok<ChangeSetResource>, ProblemHttpResult>> Handle(
        Guid changeSet, ReasonRequest request, FlagDbContext db, Caller caller, AuditTrail audit, CancellationToken ct)
    {
        if (await db.ChangeSets.SingleOrDefaultAsync(set => set.Id == changeSet, ct) is not { } found)
        {
            return Problems.NotFound("change-set.not-found");
        }

        if (found.State != ChangeSet.Applying)
        {
            return Problems.Conflict("change-set.not-running", "It is at its end already.");
        }

        found.Stop(caller.Actor.Name);
        await audit.RecordAsync(db, found, "stopped", request.Reason, ct: ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(ChangeSetResource.Of(found));
    }
}
