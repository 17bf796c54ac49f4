using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Http;
using StudioOps.Identity.Contracts;
using StudioOps.Identity.Data;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Identity.Organisations;

/// <summary>What provisioning wants identity to hold for a tenant.</summary>
public sealed record PutOrganisationRequest(
    [property: Required, StringLength(40, MinimumLength = 2)] string Slug,
    [property: Required, StringLength(200, MinimumLength = 1)] string Name,
    [property: Required, EmailAddress, StringLength(254)] string OwnerEmail);

internal sealed record OrganisationResponse(Guid TenantId, string Slug, string Name, string OwnerEmail, int MemberCount);

/// <summary>For provisioning only: never routed by the gateway. Every verb may be repeated.</summary>
internal static class OrganisationEndpoints
{
    public static void MapOrganisations(this IEndpointRouteBuilder routes)
    {
        var organisations = routes.MapGroup("/internal/v1/organisations").RequireAuthorization(Permissions.OrganisationsManage)
            .ProducesValidationProblem().ExcludeFromDescription();
        organisations.MapGet("/{tenantId:guid}", GetAsync).WithName("GetOrganisation");
        organisations.MapPut("/{tenantId:guid}", PutAsync).WithName("PutOrganisation");
        organisations.MapDelete("/{tenantId:guid}", DeleteAsync).WithName("DeleteOrganisation");
    }

    private static async Task<Results<Ok<OrganisationResponse>, ProblemHttpResult>> GetAsync(
        Guid tenantId, TenantScope scope, IdentityContext db, CancellationToken ct)
    {
        scope.Enter(tenantId);
        return await db.Organisations.AsNoTracking().SingleOrDefaultAsync(o => o.TenantId == tenantId, ct) is { } found
            ? TypedResults.Ok(await ResponseAsync(found, db, ct))
            : Problems.NotFound("organisation.not-found");
    }

    private static async Task<Ok<OrganisationResponse>> PutAsync(
        Guid tenantId, PutOrganisationRequest request, TenantScope scope, IdentityContext db, AuditTrail audit, TimeProvider clock, CancellationToken ct)
    {
        scope.Enter(tenantId);
        var found = await db.Organisations.SingleOrDefaultAsync(o => o.TenantId == tenantId, ct);
        if (found is not null && (found.Slug, found.Name, found.OwnerEmail) == (request.Slug, request.Name, request.OwnerEmail))
        {
            return TypedResults.Ok(await ResponseAsync(found, db, ct));
        }

        var before = found is null ? null : new { found.Slug, found.Name };
        if (found is null)
        {
            found = new Organisation { TenantId = tenantId, Slug = request.Slug, Name = request.Name, OwnerEmail = request.OwnerEmail, CreatedAt = clock.GetUtcNow() };
            db.Organisations.Add(found);
        }
        else
        {
            (found.Slug, found.Name, found.OwnerEmail) = (request.Slug, request.Name, request.OwnerEmail);
        }

        var verb = before is null ? "organisation.created" : "organisation.updated";
        await audit.RecordAsync(
            db, new AuditEntry(verb, "organisation", tenantId.ToString(), found.Name) { TenantId = tenantId, Before = before, After = new { found.Slug, found.Name } }, ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(new OrganisationResponse(tenantId, found.Slug, found.Name, found.OwnerEmail, await db.Memberships.CountAsync(ct)));
    }

    private static async Task<NoContent> DeleteAsync(
        Guid tenantId, TenantScope scope, IdentityContext db, TenantRows rows, AuditTrail audit, CancellationToken ct)
    {
        scope.Enter(tenantId);
        var found = await db.Organisations.AsNoTracking().SingleOrDefaultAsync(o => o.TenantId == tenantId, ct);
        var removed = await rows.RemoveAsync(tenantId, ct);
        if (found is not null)
        {
            await audit.RecordAsync(
                db, new AuditEntry("organisation.removed", "organisation", tenantId.ToString(), found.Name) { TenantId = tenantId, Before = new { found.Slug, found.Name } }, ct);
        }

        if (removed)
        {
            await db.SaveChangesAsync(ct);
        }

        return TypedResults.NoContent();
    }

    private static async Task<OrganisationResponse> ResponseAsync(Organisation found, IdentityContext db, CancellationToken ct) =>
        new(found.TenantId, found.Slug, found.Name, found.OwnerEmail, await db.Memberships.CountAsync(ct));
}
