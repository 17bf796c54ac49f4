using Microsoft.AspNetCore.Http.HttpResults;
using StudioOps.Http;
using StudioOps.Messaging;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;
using StudioOps.Tenants.Contracts;
using StudioOps.Tenants.Data;

namespace StudioOps.Tenants.Tenants;

internal static class ResumeTenant
{
    public static async Task<Results<Ok<TenantResource>, ProblemHttpResult>> Handle(
        TenantKey tenant, ReasonRequest request, IfMatch ifMatch, TenantLookup lookup, TenantDbContext db, Caller caller, AuditTrail audit, TimeProvider clock, CancellationToken ct)
    {
        var found = await lookup.FindAsync(tenant, ct);
        if (found is null)
        {
            return Problems.NotFound("tenant.not-found");
        }

        if (!ifMatch.IsMissing && ifMatch.Refusal(found.Revision) is { } stale)
        {
            return stale;
        }

        var (before, now) = (TenantResource.Of(found), clock.GetUtcNow());
        if (!found.TryResume(now))
        {
            return Problems.Conflict("tenant.not-suspended", $"This tenant is {found.Status}.");
        }

        await audit.RecordAsync(db, new AuditEntry("tenant.resumed", "tenant", found.Id.ToString(), found.Slug) { TenantId = found.Id, Reason = request.Reason, Before = before, After = TenantResource.Of(found) }, ct);
        db.Enqueue(new TenantResumed(found.Id, found.Revision, found.Details, caller.Actor, now), found.Id);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(TenantResource.Of(found));
    }
}
