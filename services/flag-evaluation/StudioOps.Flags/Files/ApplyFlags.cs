using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using StudioOps.Flags.Data;
using StudioOps.Http;
using StudioOps.ServiceDefaults;

namespace StudioOps.Flags.Files;

/// <summary>A file that was planned, to be made true.</summary>
public sealed record ApplyFlagsRequest
{
    /// <summary>The same as was planned.</summary>
    public required JsonElement File { get; init; }

    /// <summary>The same as was planned.</summary>
    public bool Remove { get; init; }

    /// <summary>The plan's.</summary>
    [Required, StringLength(64, MinimumLength = 64)]
    public required string Fingerprint { get; init; }

    /// <summary>Why, for the audit log.</summary>
    [Required, StringLength(500, MinimumLength = 3)]
    public required string Reason { get; init; }
}

/// <summary>What was done.</summary>
/// <param name="Revision">All of it happened at this one.</param>
/// <param name="Created">How many definitions came.</param>
/// <param name="Changed">How many changed.</param>
/// <param name="Removed">How many were archived.</param>
public sealed record AppliedResource(long Revision, int Created, int Changed, int Removed);

/// <summary>Makes a planned file true: all of it at one revision, or nothing.</summary>
internal static class ApplyFlags
{
    public static async Task<Results<Ok<AppliedResource>, ProblemHttpResult>> Handle(
        ApplyFlagsRequest request, FlagDbContext db, FileWriter writer, AuditTrail audit, CancellationToken ct)
    {
        if (FilePlan.Read(request.File, out var refusal) is not { } file)
        {
            return refusal!;
        }

        await db.HoldDefinitionsAsync(ct);
        var plan = await FilePlan.OfAsync(db, file, request.Remove, ct);
        if (plan.Fingerprint != request.Fingerprint)
        {
            return Problems.Refuse(StatusCodes.Status412PreconditionFailed, "flag-file.plan-outdated", "What is stored, or the file, is not what was planned; look at a new plan.");
        }

        if (plan.Faults.Count > 0)
        {
            var invalid = Problems.Create(StatusCodes.Status422UnprocessableEntity, "flag-file.definition-invalid", $"{plan.Faults[0].Key}: {plan.Faults[0].Detail}");
            invalid.Extensions["faults"] = plan.Faults;
            return TypedResults.Problem(invalid);
        }

        if (plan.Changes.Count == 0)
        {
            return TypedResults.Ok(new AppliedResource(await db.RevisionAsync(ct), 0, 0, 0));
        }

        var applied = await writer.WriteAsync(plan, request.Reason, ct);
        await audit.RecordAsync(
            db, new AuditEntry("flag-file.applied", "flag-file", plan.Fingerprint[..16], $"{plan.Changes.Count} definitions") { Reason = request.Reason, After = applied }, ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(applied);
    }
}
