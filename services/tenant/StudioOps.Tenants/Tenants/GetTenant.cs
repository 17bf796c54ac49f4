using Microsoft.AspNetCore.Http.HttpResults;
using StudioOps.Http;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Tenants.Tenants;

internal static class GetTenant
{
    public static async Task<Results<Ok<TenantResource>, ProblemHttpResult>> Handle(TenantKey tenant, TenantLookup lookup, HttpResponse response, CancellationToken ct)
    {
        var found = await lookup.FindAsync(tenant, ct);
        if (found is null)
        {
            return Problems.NotFound("tenant.not-found");
        }

        response.SetETag(found.Revision);
        return TypedResults.Ok(TenantResource.Of(found));
    }
}
