using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Data;
using StudioOps.ServiceDefaults;

namespace StudioOps.Flags.Changes;

/// <summary>Goes on where a change-set stopped.</summary>
internal static class ResumeChangeSet
{
    public static async Task<Results<Ok<ChangeSetResource>, Accepted<ChangeSetResource>, ProblemHttpResult>> Handle(
        Guid changeSet, FlagDbContext db, PlannedChanges planned, CancellationToken ct) =>
        await db.ChangeSets.SingleOrDefaultAsync(set => set.Id == changeSet, ct) switch
        {
            null => Problems.NotFound("change-set.not-found"),
            { State: not ChangeSet.Stopped } => Problems.Conflict("change-set.not-stopped", "Only one that stopped can go on."),
            var stopped => await planned.ResumeAsync(db, stopped, ct),
        };
}
