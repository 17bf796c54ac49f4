using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Contracts;
using StudioOps.Flags.Data;
using StudioOps.Http;
using StudioOps.Messaging;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Flags;

/// <summary>Replaces everything about a flag that may change.</summary>
public sealed record UpdateFlagRequest : FlagContent
{
    /// <summary>Why, for the audit log.</summary>
    [System.ComponentModel.DataAnnotations.StringLength(500)]
    public string? Reason { get; init; }
}

internal static class UpdateFlag
{
    public static async Task<Results<Ok<FlagResource>, ProblemHttpResult>> Handle(
        string key, UpdateFlagRequest request, IfMatch ifMatch, FlagDbContext db, Caller caller, AuditTrail audit, TimeProvider clock, HttpResponse response, CancellationToken ct)
    {
        if (await db.Flags.SingleOrDefaultAsync(found => found.Key == key && found.ArchivedAt == null, ct) is not { } flag)
        {
            return Problems.NotFound("flag.not-found");
        }

        return ifMatch.Refusal(flag.Revision) is { } refusal ? refusal : await ApplyAsync(flag, request, db, caller, audit, clock, response, ct);
    }

    /// <summary>Makes the flag say what the request says, if it may.</summary>
    public static async Task<Results<Ok<FlagResource>, ProblemHttpResult>> ApplyAsync(
        Flag flag, UpdateFlagRequest request, FlagDbContext db, Caller caller, AuditTrail audit, TimeProvider clock, HttpResponse response, CancellationToken ct)
    {
        // Whoever reads a killed flag and sends it back means to leave it killed.
        var stays = flag.State == Engine.FlagState.Killed && request.State == Engine.FlagState.Killed;
        var content = request.Completed(flag.Type) with { State = stays ? flag.StateBeforeKill ?? Engine.FlagState.Off : request.State };
        if (content.Lifecycle == FlagLifecycle.Draft && flag.Lifecycle != FlagLifecycle.Draft)
        {
            return Problems.Conflict("flag.in-service", "A flag that has been served is no draft again; archive it to take it out of service.");
        }

        if (await db.RefusalAsync(flag.Key, flag.Type, flag.Salt, content, ct) is { } unfit)
        {
            return unfit;
        }

        var before = flag.Face();
        var now = clock.GetUtcNow();
        flag.Define(content, now);
        if (AuditTrail.Diff(before, flag.Face()).Count > 0)
        {
            flag.At(await db.NextAsync(ct));
            db.Enqueue(new FlagChanged(flag.Id, flag.Key, flag.Revision, flag.Type.Word(), flag.State.Word(), caller.Actor, now), flag.Id);
            await audit.RecordAsync(
                db, new AuditEntry("flag.changed", "flag", flag.Id.ToString(), flag.Key) { Reason = request.Reason, Before = before, After = flag.Face() }, ct);
            await db.SaveChangesAsync(ct);
        }

        response.SetETag(flag.Revision);
        return TypedResults.Ok(FlagResource.Of(flag, toOperator: true));
    }
}
