using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Contracts;
using StudioOps.Flags.Data;
using StudioOps.Flags.Streaming;
using StudioOps.Http;
using StudioOps.Messaging;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Flags;

/// <summary>Everyone gets the fail-safe value from now on; nothing outranks it. Takes no If-Match: an emergency does not wait for the newest version.</summary>
internal static class KillFlag
{
    /// <summary>How long the answer waits for every connected client to have it; whoever wants to know more follows the propagation.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public static async Task<Results<Ok<FlagResource>, ProblemHttpResult>> Handle(
        string key, ReasonRequest request, FlagDbContext db, Caller caller, AuditTrail audit, Propagations propagations, TimeProvider clock, HttpResponse response,
        CancellationToken ct)
    {
        if (await db.Flags.SingleOrDefaultAsync(found => found.Key == key && found.ArchivedAt == null, ct) is not { } flag)
        {
            return Problems.NotFound("flag.not-found");
        }

        var before = flag.Face();
        var now = clock.GetUtcNow();
        if (!flag.TryKill(now))
        {
            return Problems.Conflict("flag.already-killed", "This flag is already killed.");
        }

        flag.At(await db.NextAsync(ct));
        db.Enqueue(new FlagKilled(flag.Id, flag.Key, flag.Revision, request.Reason, caller.Actor, now), flag.Id);
        await audit.RecordAsync(
            db, new AuditEntry("flag.killed", "flag", flag.Id.ToString(), flag.Key) { Reason = request.Reason, Before = before, After = flag.Face() }, ct);
        await db.SaveChangesAsync(ct);
        response.SetETag(flag.Revision);
        return TypedResults.Ok(FlagResource.Of(flag, toOperator: true) with { Propagation = await propagations.AwaitAsync(flag.Revision, Patience, ct) });
    }
}
