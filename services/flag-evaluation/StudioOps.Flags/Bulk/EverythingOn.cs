using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using StudioOps.Flags.Changes;
using StudioOps.Flags.Data;
using StudioOps.ServiceDefaults;

namespace StudioOps.Flags.Bulk;

/// <summary>Every boolean flag on, for every tenant.</summary>
/// <param name="Reason">Why, for the audit log and the change-set.</param>
/// <param name="ExpiresAt">From when on it counts no more; null for until someone takes it back.</param>
public sealed record EverythingOnRequest([property: Required, StringLength(500, MinimumLength = 3), RegularExpression("^[^\\0]+$")] string Reason, DateTimeOffset? ExpiresAt = null);

/// <summary>Breaks the glass: in an emergency nobody looks at ten thousand rows first. It is a change-set like others, and undone by one call.</summary>
internal static class EverythingOn
{
    public static async Task<Results<Ok<ChangeSetResource>, Accepted<ChangeSetResource>, ProblemHttpResult>> Handle(
        EverythingOnRequest request, BulkPlanner planner, PlannedChanges planned, FlagDbContext db, CancellationToken ct)
    {
        var (plan, refusal) = await planner.PlanAsync(
            new BulkRequest { Reason = request.Reason, Select = new BulkSelection { All = true }, Preset = "enableAll", ExpiresAt = request.ExpiresAt }, ct);
        return plan is null ? refusal!
            : plan.Steps.Count == 0 ? Problems.Unprocessable("bulk.nothing", "All of this stands already.")
            : await planned.StartAsync(db, "bulk", request.Reason, plan.Steps, null, ct);
    }
}
