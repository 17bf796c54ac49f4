using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using StudioOps.Http;
using StudioOps.Messaging;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;
using StudioOps.Tenants.Contracts;
using StudioOps.Tenants.Data;

namespace StudioOps.Tenants.Tenants;

/// <summary>A tenant's details, whole.</summary>
/// <param name="Name">Display name.</param>
/// <param name="Plan">Plan id; only operators change it.</param>
/// <param name="OwnerEmail">Where its owner gets mail.</param>
public sealed record UpdateTenantRequest(
    [property: Required, StringLength(200, MinimumLength = 1)] string Name,
    [property: Required, StringLength(40)] string Plan,
    [property: Required, EmailAddress, StringLength(254)] string OwnerEmail);

internal static class UpdateTenant
{
    public static async Task<Results<Ok<TenantResource>, ProblemHttpResult>> Handle(
        TenantKey tenant, UpdateTenantRequest request, IfMatch ifMatch, TenantLookup lookup, TenantDbContext db, Caller caller, AuditTrail audit, HttpResponse response, TimeProvider clock, CancellationToken ct)
    {
        var found = await lookup.FindAsync(tenant, ct);
        if (found is null)
        {
            return Problems.NotFound("tenant.not-found");
        }

        if (ifMatch.Refusal(found.Revision) is { } stale)
        {
            return stale;
        }

        if (found.Status is TenantStatus.Deleting or TenantStatus.Deleted)
        {
            return Problems.Conflict("tenant.deleted", $"This tenant is {found.Status}.");
        }

        if (request.Plan != found.Plan && !caller.IsPlatform)
        {
            return Problems.Unprocessable("tenant.plan-not-yours", "The plan is changed by the operator, not by the tenant.");
        }

        if (await db.Plans.FindAsync([request.Plan], ct) is null)
        {
            return Problems.Unprocessable("plan.unknown", $"There is no plan '{request.Plan}'.");
        }

        var before = TenantResource.Of(found);
        (found.Name, found.Plan, found.OwnerEmail) = (request.Name.Trim(), request.Plan, request.OwnerEmail);
        var now = clock.GetUtcNow();
        found.Touch(now);
        var after = TenantResource.Of(found);
        await audit.RecordAsync(db, new AuditEntry("tenant.updated", "tenant", found.Id.ToString(), found.Slug) { TenantId = found.Id, Before = before, After = after }, ct);
        db.Enqueue(new TenantUpdated(found.Id, found.Revision, found.Details, caller.Actor, now), found.Id);
        await db.SaveChangesAsync(ct);
        response.SetETag(found.Revision);
        return TypedResults.Ok(after);
    }
}
