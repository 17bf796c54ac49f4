using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Http;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;
using StudioOps.Tenants.Data;
using StudioOps.Tenants.Partners;

namespace StudioOps.Tenants.Tenants;

/// <summary>A tenant to be made.</summary>
/// <param name="Slug">Name in addresses, for good: <c>^[a-z][a-z0-9-]{1,38}[a-z0-9]$</c> without <c>--</c>.</param>
/// <param name="Name">Display name.</param>
/// <param name="Plan">Plan id: <c>mvp</c>, <c>pro</c> or <c>enterprise</c>.</param>
/// <param name="OwnerEmail">Where its owner gets mail.</param>
/// <param name="PartnerId">The partner it belongs to, or null.</param>
/// <param name="Draft">True keeps it a draft until <c>POST …/start</c>.</param>
public sealed record CreateTenantRequest(
    [property: Required, StringLength(40, MinimumLength = 3)] string Slug,
    [property: Required, StringLength(200, MinimumLength = 1)] string Name,
    [property: Required, StringLength(40)] string Plan,
    [property: Required, EmailAddress, StringLength(254)] string OwnerEmail,
    Guid? PartnerId = null,
    bool Draft = false);

internal static class CreateTenant
{
    public static async Task<Results<Accepted<OperationResource>, Created<TenantResource>, ProblemHttpResult>> Handle(
        CreateTenantRequest request, TenantDbContext db, CrossTenant<TenantDbContext> all, TenantScope scope, Caller caller, AuditTrail audit, TimeProvider clock, CancellationToken ct)
    {
        if (!caller.IsPlatform)
        {
            return Problems.Refuse(StatusCodes.Status403Forbidden, "permission.missing", "Only the platform creates tenants.");
        }

        if (!Slug.IsWellFormed(request.Slug))
        {
            return Problems.Unprocessable("tenant.slug-invalid", "A slug is 3 to 40 lower-case letters, digits and single hyphens, and starts with a letter.");
        }

        if (Slug.IsReserved(request.Slug))
        {
            return Problems.Unprocessable("tenant.slug-reserved", $"'{request.Slug}' is a name of the platform's own.");
        }

        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        await using (var everyone = all.Read(caller))
        {
            if (await everyone.Tenants.AnyAsync(tenant => tenant.Slug == request.Slug, ct))
            {
                return Problems.Conflict("tenant.slug-taken", $"There is or was a tenant '{request.Slug}'.");
            }
        }

        scope.Enter(id);
        var plan = await db.Plans.FindAsync([request.Plan], ct);
        if (plan is null)
        {
            return Problems.Unprocessable("plan.unknown", $"There is no plan '{request.Plan}'.");
        }

        if (request.PartnerId is { } partner && !await db.Partners.AnyAsync(known => known.Id == partner, ct))
        {
            return AttachPartner.Unknown(partner.ToString());
        }

        var tenant = new Tenant
        {
            Id = id, Slug = request.Slug, Name = request.Name.Trim(), Plan = plan.Id, Isolation = plan.Isolation, OwnerEmail = request.OwnerEmail, PartnerId = request.PartnerId, CreatedAt = now,
        };
        db.Add(tenant);
        await audit.RecordAsync(db, new AuditEntry("tenant.created", "tenant", id.ToString(), tenant.Slug) { TenantId = id, After = TenantResource.Of(tenant) }, ct);
        var operation = request.Draft ? null : StartTenant.Start(db, tenant, caller.Actor, now);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException failure) when (AttachPartner.IsGone(failure))
        {
            return AttachPartner.Unknown(request.PartnerId.ToString()!);
        }

        return operation is null ? TypedResults.Created($"/api/v1/tenants/{tenant.Slug}", TenantResource.Of(tenant)) : Operations.Accepted(operation);
    }
}
