using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Contracts;
using StudioOps.Flags.Data;
using StudioOps.Http;
using StudioOps.Messaging;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Flags;

/// <summary>The definition decides again, in the state the flag was killed in.</summary>
internal static class RestoreFlag
{
    public static async Task<Results<Ok<FlagResource>, ProblemHttpResult>> Handle(
        string key, ReasonRequest request, FlagDbContext db, Caller caller, AuditTrail audit, TimeProvider clock, HttpResponse response, CancellationToken ct)
    {
        if (await db.Flags.SingleOrDefaultAsync(found => found.Key == key && found.ArchivedAt == null, ct) is not { } flag)
        {
            return Problems.NotFound("flag.not-found");
        }

        var before = flag.Face();
        var now = clock.GetUtcNow();
        if (!flag.TryRestore(now))
        {
            return Problems.Conflict("flag.not-killed", "This flag is not killed.");
        }

        flag.At(await db.NextAsync(ct));
        db.Enqueue(new FlagRestored(flag.Id, flag.Key, flag.Revision, flag.State.Word(), request.Reason, caller.Actor, now), flag.Id);
        await audit.RecordAsync(
            db, new AuditEntry("flag.restored", "flag", flag.Id.ToString(), flag.Key) { Reason = request.Reason, Before = before, After = flag.Face() }, ct);
        await db.SaveChangesAsync(ct);
        response.SetETag(flag.Revision);
        return TypedResults.Ok(FlagResource.Of(flag, toOperator: true));
    }
}
