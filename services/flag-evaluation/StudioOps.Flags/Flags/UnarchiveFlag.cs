using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Contracts;
using StudioOps.Flags.Data;
using StudioOps.Http;
using StudioOps.Messaging;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Flags;

/// <summary>The way back from the archive: the flag is served again as it was, with the cohorts it had.</summary>
internal static class UnarchiveFlag
{
    public static async Task<Results<Ok<FlagResource>, ProblemHttpResult>> Handle(
        string key, ReasonRequest request, FlagDbContext db, Caller caller, AuditTrail audit, TimeProvider clock, HttpResponse response, CancellationToken ct)
    {
        if (await db.Flags.SingleOrDefaultAsync(found => found.Key == key, ct) is not { } flag)
        {
            return Problems.NotFound("flag.not-found");
        }

        var now = clock.GetUtcNow();
        if (!flag.TryUnarchive(now))
        {
            return Problems.Conflict("flag.not-archived", "This flag is not archived.");
        }

        // What it stood on may have gone meanwhile.
        var content = flag.Content();
        if (await db.RefusalAsync(key, flag.Type, flag.Salt, content with { State = flag.StateBeforeKill ?? content.State }, ct) is { } unfit)
        {
            return unfit;
        }

        flag.At(await db.NextAsync(ct));
        db.Enqueue(new FlagUnarchived(flag.Id, flag.Key, flag.Revision, flag.Type.Word(), flag.State.Word(), request.Reason, caller.Actor, now), flag.Id);
        await audit.RecordAsync(db, new AuditEntry("flag.unarchived", "flag", flag.Id.ToString(), flag.Key) { Reason = request.Reason, After = flag.Face() }, ct);
        await db.SaveChangesAsync(ct);
        response.SetETag(flag.Revision);
        return TypedResults.Ok(FlagResource.Of(flag, toOperator: true));
    }
}
