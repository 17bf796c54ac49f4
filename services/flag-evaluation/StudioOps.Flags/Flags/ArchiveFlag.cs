using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Contracts;
using StudioOps.Flags.Data;
using StudioOps.Http;
using StudioOps.Messaging;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Flags;

/// <summary>Why something was done, for the audit log.</summary>
public sealed record ReasonRequest([property: Required, StringLength(500, MinimumLength = 3)] string Reason);

/// <summary>DELETE archives: callers get their own default, the row and its history stay.</summary>
internal static class ArchiveFlag
{
    public static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        string key, [FromBody] ReasonRequest request, IfMatch ifMatch, FlagDbContext db, Caller caller, AuditTrail audit, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Flags.SingleOrDefaultAsync(found => found.Key == key && found.ArchivedAt == null, ct) is not { } flag)
        {
            return Problems.NotFound("flag.not-found");
        }

        if (ifMatch.Refusal(flag.Revision) is { } refusal)
        {
            return refusal;
        }

        await db.HoldDefinitionsAsync(ct);
        if (await db.DependentsAsync(key, ct) is { Count: > 0 } dependents)
        {
            return FlagRefusals.Used("flag.in-use", "Other flags have this one as a prerequisite", dependents);
        }

        var before = flag.Face();
        var now = clock.GetUtcNow();
        flag.Archive(now);
        flag.At(await db.NextAsync(ct));
        db.Enqueue(new FlagArchived(flag.Id, flag.Key, flag.Revision, request.Reason, caller.Actor, now), flag.Id);
        await audit.RecordAsync(db, new AuditEntry("flag.archived", "flag", flag.Id.ToString(), flag.Key) { Reason = request.Reason, Before = before }, ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.NoContent();
    }
}
