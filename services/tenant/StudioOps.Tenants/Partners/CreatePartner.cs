using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Http;
using StudioOps.Messaging;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;
using StudioOps.Tenants.Contracts;
using StudioOps.Tenants.Data;
using StudioOps.Tenants.Tenants;

namespace StudioOps.Tenants.Partners;

/// <summary>A partner to be made.</summary>
/// <param name="Slug">Name in addresses, for good: <c>^[a-z][a-z0-9-]{1,38}[a-z0-9]$</c> without <c>--</c>.</param>
/// <param name="Name">Display name.</param>
public sealed record CreatePartnerRequest(
    [property: Required, StringLength(40, MinimumLength = 3)] string Slug,
    [property: Required, StringLength(200, MinimumLength = 1)] string Name);

internal static class CreatePartner
{
    public static async Task<Results<Created<PartnerResource>, ProblemHttpResult>> Handle(
        CreatePartnerRequest request, TenantDbContext db, Caller caller, AuditTrail audit, HttpResponse response, TimeProvider clock, CancellationToken ct)
    {
        if (!Slug.IsWellFormed(request.Slug))
        {
            return Problems.Unprocessable("partner.slug-invalid", "A slug is 3 to 40 lower-case letters, digits and single hyphens, and starts with a letter.");
        }

        if (await db.Partners.AnyAsync(partner => partner.Slug == request.Slug, ct))
        {
            return Problems.Conflict("partner.slug-taken", $"There is a partner '{request.Slug}'.");
        }

        var now = clock.GetUtcNow();
        var partner = new Partner { Id = Guid.CreateVersion7(now), Slug = request.Slug, Name = request.Name.Trim(), CreatedAt = now };
        var resource = PartnerResource.Of(partner);
        db.Add(partner);
        await audit.RecordAsync(db, new AuditEntry("partner.created", "partner", partner.Id.ToString(), partner.Slug) { After = resource }, ct);
        db.Enqueue(new PartnerCreated(partner.Id, partner.Revision, partner.Details, caller.Actor, now), partner.Id);
        await db.SaveChangesAsync(ct);
        response.SetETag(partner.Revision);
        return TypedResults.Created($"/api/v1/partners/{partner.Slug}", resource);
    }
}
