using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Http;
using StudioOps.Identity.Data;
using StudioOps.Identity.Standing;
using StudioOps.ServiceDefaults;
using StudioOps.Standing;
using StudioOps.Tenancy;

namespace StudioOps.Identity.Impersonations;

/// <summary>Ends an impersonation everywhere at once. Stopping it again changes nothing.</summary>
internal static class StopImpersonation
{
    public static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Guid impersonation, IdentityContext db, CrossTenant<IdentityContext> all, TenantScope scope, StandingTable standing, Caller caller, AuditTrail audit, TimeProvider clock, CancellationToken ct)
    {
        if (caller.IsPlatform)
        {
            await using var everyone = all.Read(caller);
            if (await everyone.Impersonations.Where(i => i.Id == impersonation).Select(i => (Guid?)i.TenantId).SingleOrDefaultAsync(ct) is { } tenantId)
            {
                scope.Enter(tenantId);
            }
        }

        if (await db.Impersonations.SingleOrDefaultAsync(i => i.Id == impersonation, ct) is not { } found)
        {
            return Problems.NotFound("impersonation.not-found");
        }

        var now = clock.GetUtcNow();
        if (found.TryEnd(now))
        {
            await standing.SetAsync(StandingKind.Session, found.Sid, StandingEntry.Ended, now, 0, ct);
            await audit.RecordAsync(
                db, new AuditEntry("impersonation.stopped", "user", found.SubjectId.ToString("D"), found.SubjectName) { TenantId = found.TenantId, Reason = found.Reason }, ct);
            await db.SaveChangesAsync(ct);
        }

        return TypedResults.NoContent();
    }
}
