using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Http;
using StudioOps.ServiceDefaults;
using StudioOps.Tenants.Data;

namespace StudioOps.Tenants.Partners;

internal static class GetPartner
{
    public static async Task<Results<Ok<PartnerResource>, ProblemHttpResult>> Handle(PartnerKey partner, TenantDbContext db, HttpResponse response, CancellationToken ct)
    {
        if (await db.Partners.AsNoTracking().SingleOrDefaultAsync(partner.Matches(), ct) is not { } found)
        {
            return Problems.NotFound("partner.not-found");
        }

        response.SetETag(found.Revision);
        return TypedResults.Ok(PartnerResource.Of(found));
    }
}
