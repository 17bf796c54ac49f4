using Microsoft.AspNetCore.Http.HttpResults;
using StudioOps.Flags.Changes;
using StudioOps.Flags.Data;
using StudioOps.ServiceDefaults;

namespace StudioOps.Flags.Bulk;

/// <summary>A bulk change is shown first and then done as shown, or not at all.</summary>
internal static class BulkChange
{
    public static async Task<Results<Ok<BulkPreview>, ProblemHttpResult>> DryRun(BulkRequest request, BulkPlanner planner, CancellationToken ct)
    {
        var (plan, refusal) = await planner.PlanAsync(request, ct);
        return plan is null ? refusal! : TypedResults.Ok(plan.Preview);
    }

    public static async Task<Results<Ok<ChangeSetResource>, Accepted<ChangeSetResource>, ProblemHttpResult>> Apply(
        BulkRequest request, BulkPlanner planner, PlannedChanges planned, FlagDbContext db, CancellationToken ct)
    {
        var (plan, refusal) = await planner.PlanAsync(request, ct);
        if (plan is null)
        {
            return refusal!;
        }

        if (request.Fingerprint is null)
        {
            return Problems.Refuse(StatusCodes.Status428PreconditionRequired, "precondition.required", "Look at the dry run first, and send its fingerprint along.");
        }

        if (plan.Preview.Fingerprint != request.Fingerprint)
        {
            return Problems.Refuse(StatusCodes.Status412PreconditionFailed, "bulk.plan-changed", "It would not do what the dry run showed any more: look again.");
        }

        return plan.Steps.Count == 0
            ? Problems.Unprocessable("bulk.nothing", "All of this stands already.")
            : await planned.StartAsync(db, "bulk", request.Reason, plan.Steps, null, ct);
    }
}
