using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Http;
using StudioOps.Messaging;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;
using StudioOps.Tenants.Contracts;
using StudioOps.Tenants.Data;

namespace StudioOps.Tenants.Partners;

internal static class DeletePartner
{
    public static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        PartnerKey partner, IfMatch ifMatch, TenantDbContext db, CrossTenant<TenantDbContext> all, Caller caller, AuditTrail audit, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Partners.AsNoTracking().SingleOrDefaultAsync(partner.Matches(), ct) is not { } named)
        {
            return Problems.NotFound("partner.not-found");
        }

        // From here on nobody attaches a tenant to it: their foreign key waits for this lock, and then finds nothing.
        var found = await db.Partners.FromSql($"select * from partners where id = {named.Id} for update").SingleOrDefaultAsync(ct);
        if (found is null)
        {
            return Problems.NotFound("partner.not-found");
        }

        if (!ifMatch.IsMissing && ifMatch.Refusal(found.Revision) is { } stale)
        {
            return stale;
        }

        await using (var everyone = all.Read(caller))
        {
            // A tenant that is gone holds nobody back; its row forgets the partner with it.
            if (await everyone.Tenants.CountAsync(tenant => tenant.PartnerId == found.Id && tenant.Status != TenantStatus.Deleted, ct) is var tenants and > 0)
            {
                return Problems.Conflict("partner.has-tenants", $"{tenants} tenant(s) belong to this partner; detach them first.");
            }
        }

        var now = clock.GetUtcNow();
        db.Remove(found);
        await audit.RecordAsync(db, new AuditEntry("partner.deleted", "partner", found.Id.ToString(), found.Slug) { Before = PartnerResource.Of(found) }, ct);
        db.Enqueue(new PartnerDeleted(found.Id, found.Revision + 1, found.Details, caller.Actor, now), found.Id);
        await db.SaveChangesAsync(ct);
        return TypedResults.NoContent();
    }
}
