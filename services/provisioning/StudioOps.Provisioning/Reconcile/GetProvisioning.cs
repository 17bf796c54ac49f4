using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Http;
using StudioOps.Provisioning.Data;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Provisioning.Reconcile;

internal static class GetProvisioning
{
    public static async Task<Results<Ok<ProvisioningResource>, ProblemHttpResult>> Handle(
        TenantKey tenant, TenantDoor<ProvisioningDbContext> door, ProvisioningDbContext db, HttpResponse response, CancellationToken ct)
    {
        var known = await door.EnterAsync(tenant, ct);
        var found = known is null ? null : await db.Provisions.AsNoTracking().AsSplitQuery()
            .Include(p => p.Steps).Include(p => p.Bindings).SingleOrDefaultAsync(p => p.TenantId == known.Id, ct);
        if (found is null)
        {
            return Problems.NotFound("tenant.not-found");
        }

        response.SetETag(found.Revision);
        return TypedResults.Ok(ProvisioningResource.Of(found));
    }
}
