using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using StudioOps.Http;
using StudioOps.Messaging;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;
using StudioOps.Tenants.Contracts;
using StudioOps.Tenants.Data;

namespace StudioOps.Tenants.Tenants;

/// <summary>A deletion, meant.</summary>
/// <param name="Slug">The tenant's slug, typed once more.</param>
/// <param name="Reason">3 to 500 characters; kept in the audit log.</param>
public sealed record DeleteTenantRequest(
    [property: Required, StringLength(40)] string Slug,
    [property: Required, StringLength(500, MinimumLength = 3)] string Reason);

internal static class DeleteTenant
{
    public static async Task<Results<Accepted<OperationResource>, ProblemHttpResult>> Handle(
        TenantKey tenant, [FromBody] DeleteTenantRequest request, IfMatch ifMatch, TenantLookup lookup, TenantDbContext db, Caller caller, AuditTrail audit, TimeProvider clock, CancellationToken ct)
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

        if (request.Slug != found.Slug)
        {
            return Problems.Unprocessable("tenant.slug-mismatch", "Type the slug of the tenant that is to go.");
        }

        var (before, now, wasDraft) = (TenantResource.Of(found), clock.GetUtcNow(), found.Status == TenantStatus.Draft);
        if (!found.TryDelete(now))
        {
            return Problems.Conflict("tenant.deleted", $"This tenant is {found.Status}.");
        }

        var operation = new Operation { Id = Operations.NewId("tenant", now), TenantId = found.Id, Kind = "tenant.delete", StartedAt = now };
        db.Add(operation);
        if (wasDraft)
        {
            // Nobody else ever heard of it: there is nothing to take down.
            found.TryFinishDeletion(now);
            operation.TryFinish(true, null, now);
        }
        else
        {
            db.Enqueue(new TenantDeletionRequested(found.Id, found.Revision, found.Details, request.Reason, caller.Actor, now), found.Id);
        }

        await audit.RecordAsync(db, new AuditEntry("tenant.deletion-requested", "tenant", found.Id.ToString(), found.Slug) { TenantId = found.Id, Reason = request.Reason, Before = before, After = TenantResource.Of(found) }, ct);
        await db.SaveChangesAsync(ct);
        return Operations.Accepted(operation);
    }
}
