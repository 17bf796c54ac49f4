using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Data;
using StudioOps.Http;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Flags.Changes;

/// <summary>Begins planned change-sets: small ones end with the request, the others go on behind it.</summary>
internal sealed class PlannedChanges(ChangeRunner runner, ChangeBell bell, Caller caller, AuditTrail audit, TimeProvider clock)
{
    /// <summary>More steps than this are not waited for.</summary>
    public const int WaitedFor = 100;

    public async Task<Results<Ok<ChangeSetResource>, Accepted<ChangeSetResource>, ProblemHttpResult>> StartAsync(
        FlagDbContext db, string kind, string reason, IReadOnlyList<PlanStep> plan, Guid? undoes, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var set = new ChangeSet
        {
            Id = id, Kind = kind, Reason = reason, Actor = FlagJson.Write(caller.Actor), At = now, Correlation = id.ToString(), Undoes = undoes,
            Plan = FlagJson.Write(plan), Steps = plan.Count,
        };
        set.Begin();
        db.Add(set);
        await audit.RecordAsync(db, set, "started", reason, after: new { kind, steps = plan.Count, undoes }, ct: ct);
        await db.SaveChangesAsync(ct);
        return await AnswerAsync(db, set, ct);
    }

    /// <summary>Goes on with one that stopped.</summary>
    public async Task<Results<Ok<ChangeSetResource>, Accepted<ChangeSetResource>, ProblemHttpResult>> ResumeAsync(FlagDbContext db, ChangeSet set, CancellationToken ct)
    {
        set.Begin();
        await audit.RecordAsync(db, set, "resumed", set.Reason, ct: ct);
        await db.SaveChangesAsync(ct);
        return await AnswerAsync(db, set, ct);
    }

    /// <summary>Carries out what is stored as begun.</summary>
    public async Task<Results<Ok<ChangeSetResource>, Accepted<ChangeSetResource>, ProblemHttpResult>> AnswerAsync(FlagDbContext db, ChangeSet set, CancellationToken ct)
    {
        if (set.Steps > WaitedFor)
        {
            bell.Ring();
            return TypedResults.Accepted($"/api/v1/change-sets/{set.Id}", ChangeSetResource.Of(set));
        }

        // Whoever hangs up does not stop what is stored as begun.
        await runner.RunAsync(set.Id, wait: true, CancellationToken.None);
        var ended = await db.ChangeSets.AsNoTracking().SingleAsync(found => found.Id == set.Id, ct);
        if (ended.State is ChangeSet.Stopped or ChangeSet.Failed)
        {
            var problem = Problems.Create(StatusCodes.Status409Conflict, $"change-set.{ended.State}", ended.Error);
            problem.Extensions["changeSet"] = ended.Id;
            return TypedResults.Problem(problem);
        }

        return TypedResults.Ok(ChangeSetResource.Of(ended) with { Done = ended.Steps });
    }
}
