using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Http;
using StudioOps.Messaging;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;
using StudioOps.Tenants.Contracts;
using StudioOps.Tenants.Data;

namespace StudioOps.Tenants.Partners;

/// <summary>A partner's details, whole.</summary>
/// <param name="Name">Display name.</param>
public sealed record UpdatePartnerRequest([property: Required, StringLength(200, MinimumLength = 1)] string Name);

internal static class UpdatePartner
{
    public static async Task<Results<Ok<PartnerResource>, ProblemHttpResult>> Handle(
        PartnerKey partner, UpdatePartnerRequest request, IfMatch ifMatch, TenantDbContext db, Caller caller, AuditTrail audit, HttpResponse response, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Partners.SingleOrDefaultAsync(partner.Matches(), ct) is not { } found)
        {
            return Problems.NotFound("partner.not-found");
        }

        if (ifMatch.Refusal(found.Revision) is { } stale)
        {
            return stale;
        }

        var (before, now) = (PartnerResource.Of(found), clock.GetUtcNow());
        if (found.TryRename(request.Name.Trim(), now))
        {
            await audit.RecordAsync(db, new AuditEntry("partner.updated", "partner", found.Id.ToString(), found.Slug) { Before = before, After = PartnerResource.Of(found) }, ct);
            db.Enqueue(new PartnerUpdated(found.Id, found.Revision, found.Details, caller.Actor, now), found.Id);
            await db.SaveChangesAsync(ct);
        }

        response.SetETag(found.Revision);
        return TypedResults.Ok(PartnerResource.Of(found));
    }
}
