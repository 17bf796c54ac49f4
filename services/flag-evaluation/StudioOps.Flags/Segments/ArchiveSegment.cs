using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Contracts;
using StudioOps.Flags.Data;
using StudioOps.Http;
using StudioOps.Messaging;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Flags.Segments;

/// <summary>DELETE archives, while no flag asks for the segment; the way back brings its members along.</summary>
internal static class ArchiveSegment
{
    public static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        string segment, [FromBody] ReasonRequest request, IfMatch ifMatch, FlagDbContext db, Caller caller, AuditTrail audit, TimeProvider clock, CancellationToken ct)
    {
        await db.HoldDefinitionsAsync(ct);
        if (await db.Segments.SingleOrDefaultAsync(row => row.Key == segment && row.ArchivedAt == null, ct) is not { } found)
        {
            return Problems.NotFound("segment.not-found");
        }

        if (ifMatch.Refusal(found.Revision) is { } refusal)
        {
            return refusal;
        }

        if (await db.UsersOfAsync(segment, ct) is { Count: > 0 } users)
        {
            return FlagRefusals.Used("segment.in-use", "Flags ask for this segment", users);
        }

        var (before, now) = (found.Face(), clock.GetUtcNow());
        found.TryArchive(true, now);
        found.At(await db.NextAsync(ct));
        db.Enqueue(new SegmentArchived(found.Id, found.Key, found.Revision, request.Reason, caller.Actor, now), found.Id);
        await audit.RecordAsync(db, new AuditEntry("segment.archived", "segment", found.Id.ToString(), found.Key) { Reason = request.Reason, Before = before }, ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.NoContent();
    }

    public static async Task<Results<Ok<SegmentResource>, ProblemHttpResult>> Undo(
        string segment, ReasonRequest request, FlagDbContext db, Caller caller, AuditTrail audit, TimeProvider clock, HttpResponse response, CancellationToken ct)
    {
        if (await db.Segments.SingleOrDefaultAsync(row => row.Key == segment, ct) is not { } found)
        {
            return Problems.NotFound("segment.not-found");
        }

        var now = clock.GetUtcNow();
        if (!found.TryArchive(false, now))
        {
            return Problems.Conflict("segment.not-archived", "This segment is not archived.");
        }

        found.At(await db.NextAsync(ct));
        db.Enqueue(new SegmentUnarchived(found.Id, found.Key, found.Revision, request.Reason, caller.Actor, now), found.Id);
        await audit.RecordAsync(db, new AuditEntry("segment.unarchived", "segment", found.Id.ToString(), found.Key) { Reason = request.Reason, After = found.Face() }, ct);
        await db.SaveChangesAsync(ct);
        response.SetETag(found.Revision);
        return TypedResults.Ok(SegmentResource.Of(found, []));
    }

    /// <summary>Keys of the flags in service, drafts among them, that ask for a segment however deep in their conditions.</summary>
    public static async Task<IReadOnlyList<string>> UsersOfAsync(this FlagDbContext db, string segment, CancellationToken ct) => await db.Flags
        .FromSql($"""select * from flags where archived_at is null and jsonb_path_exists(rules, '$.** ? (@."is" == "segment" && @."segment" == $key)', jsonb_build_object('key', {segment}::text))""")
        .AsNoTracking().Select(flag => flag.Key).OrderBy(key => key).ToListAsync(ct);
}
