using Microsoft.AspNetCore.Http.HttpResults;
using StudioOps.Http;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;
using StudioOps.Tenants.Contracts;
using StudioOps.Tenants.Data;
using StudioOps.Tenants.Tenants;

namespace StudioOps.Tenants.Partners;

internal static class DetachPartner
{
    public static async Task<Results<Ok<TenantResource>, ProblemHttpResult>> Handle(
        TenantKey tenant, IfMatch ifMatch, TenantLookup lookup, TenantDbContext db, Caller caller, AuditTrail audit, HttpResponse response, TimeProvider clock, CancellationToken ct)
    {
        if (await lookup.FindAsync(tenant, ct) is not { } found)
        {
            return Problems.NotFound("tenant.not-found");
        }

        if (ifMatch.Refusal(found.Revision) is { } stale)
        {
            return stale;
        }

        // Nobody listens to a tenant that is gone any more; deleting its partner lets go of it.
        return found.Status == TenantStatus.Deleted
            ? Problems.Conflict("tenant.deleted", $"This tenant is {found.Status}.")
            : await AttachPartner.MoveAsync(found, null, db, caller, audit, response, clock, ct);
    }
}
