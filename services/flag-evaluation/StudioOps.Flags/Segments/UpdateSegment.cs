using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Contracts;
using StudioOps.Flags.Data;
using StudioOps.Http;
using StudioOps.Messaging;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Flags.Segments;

/// <summary>Replaces what a segment says. Who is named in it has a call of its own.</summary>
public sealed record UpdateSegmentRequest : SegmentContent
{
    /// <summary>Why, for the audit log.</summary>
    [StringLength(500)]
    public string? Reason { get; init; }
}

internal static class UpdateSegment
{
    public static async Task<Results<Ok<SegmentResource>, ProblemHttpResult>> Handle(
        string segment, UpdateSegmentRequest request, IfMatch ifMatch, FlagDbContext db, Caller caller, AuditTrail audit, TimeProvider clock, HttpResponse response, CancellationToken ct)
    {
        if (await db.Segments.SingleOrDefaultAsync(row => row.Key == segment && row.ArchivedAt == null, ct) is not { } found)
        {
            return Problems.NotFound("segment.not-found");
        }

        if (ifMatch.Refusal(found.Revision) is { } refusal)
        {
            return refusal;
        }

        var conditions = request.Salted(found.Key);
        if (SegmentContent.Faults(found.Key, found.Attribute, conditions).ToArray() is { Length: > 0 } faults)
        {
            return FlagRefusals.Invalid(faults, "segment.definition-invalid");
        }

        var before = found.Face();
        var now = clock.GetUtcNow();
        found.Define(request.Description, conditions, now);
        if (AuditTrail.Diff(before, found.Face()).Count > 0)
        {
            found.At(await db.NextAsync(ct));
            db.Enqueue(new SegmentChanged(found.Id, found.Key, found.Revision, found.Members, caller.Actor, now), found.Id);
            await audit.RecordAsync(
                db, new AuditEntry("segment.changed", "segment", found.Id.ToString(), found.Key) { Reason = request.Reason, Before = before, After = found.Face() }, ct);
            await db.SaveChangesAsync(ct);
        }

        response.SetETag(found.Revision);
        return TypedResults.Ok(SegmentResource.Of(found));
    }
}
