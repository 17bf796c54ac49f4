using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using StudioOps.Http;
using StudioOps.Messaging;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;
using StudioOps.Tenants.Contracts;
using StudioOps.Tenants.Data;

namespace StudioOps.Tenants.Tenants;

/// <summary>Why a tenant is suspended or resumed.</summary>
/// <param name="Reason">3 to 500 characters; shown to operators and in the audit log.</param>
public sealed record ReasonRequest([property: Required, StringLength(500, MinimumLength = 3)] string Reason);

internal static class SuspendTenant
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
        if (!found.TrySuspend(request.Reason, now))
        {
            return found.Status == TenantStatus.Suspended
                ? Problems.Conflict("tenant.already-suspended", "This tenant is already suspended.")
                : Problems.Conflict("tenant.not-in-use", $"This tenant is {found.Status}.");
        }

        await audit.RecordAsync(db, new AuditEntry("tenant.suspended", "tenant", found.Id.ToString(), found.Slug) { TenantId = found.Id, Reason = request.Reason, Before = before, After = TenantResource.Of(found) }, ct);
        db.Enqueue(new TenantSuspended(found.Id, found.Revision, found.Details, request.Reason, caller.Actor, now), found.Id);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(TenantResource.Of(found));
    }
}
