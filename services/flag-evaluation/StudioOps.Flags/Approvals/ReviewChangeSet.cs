using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Changes;
using StudioOps.Flags.Data;
using StudioOps.Http;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Flags.Approvals;

/// <summary>A second person decides about what waits, and looks at what did not.</summary>
internal static class ReviewChangeSet
{
    public static async Task<Results<Ok<ChangeSetResource>, Accepted<ChangeSetResource>, ProblemHttpResult>> ApproveAsync(
        Guid changeSet, ReasonRequest request, FlagDbContext db, Caller caller, HttpContext http, AuditTrail audit, PlannedChanges planned, TimeProvider clock, CancellationToken ct)
    {
        var (set, refusal) = await PendingAsync(db, changeSet, caller, http, clock, ct);
        if (set is null)
        {
            return refusal!;
        }

        set.Approve(caller.Actor, request.Reason, clock.GetUtcNow());
        await audit.RecordAsync(db, set, "approved", request.Reason, ct: ct);
        await db.SaveChangesAsync(ct);
        return set.State == ChangeSet.Scheduled ? TypedResults.Ok(ChangeSetResource.Of(set)) : await planned.AnswerAsync(db, set, ct);
    }

    public static async Task<Results<Ok<ChangeSetResource>, ProblemHttpResult>> RejectAsync(
        Guid changeSet, ReasonRequest request, FlagDbContext db, Caller caller, HttpContext http, AuditTrail audit, TimeProvider clock, CancellationToken ct)
    {
        var (set, refusal) = await PendingAsync(db, changeSet, caller, http, clock, ct);
        if (set is null)
        {
            return refusal!;
        }

        set.Reject(caller.Actor, request.Reason, clock.GetUtcNow());
        await audit.RecordAsync(db, set, "rejected", request.Reason, ct: ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(ChangeSetResource.Of(set));
    }

    /// <summary>Ends the review of what could not wait. Whether it stays is another matter: it can be undone like any other.</summary>
    public static async Task<Results<Ok<ChangeSetResource>, ProblemHttpResult>> CloseAsync(
        Guid changeSet, ReasonRequest request, FlagDbContext db, Caller caller, HttpContext http, AuditTrail audit, TimeProvider clock, CancellationToken ct)
    {
        if (await db.ChangeSets.FromSql($"select * from change_sets where id = {changeSet} for update").SingleOrDefaultAsync(ct) is not { } set)
        {
            return Problems.NotFound("change-set.not-found");
        }

        if (set.Review != ChangeSet.Open)
        {
            return Problems.Conflict("change-set.no-review", "Nobody has to look at it, or somebody did.");
        }

        if (SecondPerson.Refusal(set, caller, http) is { } refusal)
        {
            return refusal;
        }

        set.CloseReview(caller.Actor, request.Reason, clock.GetUtcNow());
        await audit.RecordAsync(db, set, "reviewed", request.Reason, ct: ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(ChangeSetResource.Of(set));
    }

    private static async Task<(ChangeSet? Set, ProblemHttpResult? Refusal)> PendingAsync(
        FlagDbContext db, Guid changeSet, Caller caller, HttpContext http, TimeProvider clock, CancellationToken ct)
    {
        // Whoever decides at the same moment waits here, and finds it decided.
        var set = await db.ChangeSets.FromSql($"select * from change_sets where id = {changeSet} for update").SingleOrDefaultAsync(ct);
        var refusal = set is null ? Problems.NotFound("change-set.not-found")
            : set.State != ChangeSet.Pending || set.ExpiresAt <= clock.GetUtcNow() ? Problems.Conflict("change-set.not-pending", "It does not wait for a second person, or does not any more.")
            : SecondPerson.Refusal(set, caller, http);
        return refusal is null ? (set, null) : (null, refusal);
    }
}
