using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Contracts;
using StudioOps.Flags.Data;
using StudioOps.Http;
using StudioOps.Identity.Contracts;
using StudioOps.Messaging;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Flags.Tenants;

/// <summary>The tenant as provisioning knows it.</summary>
public sealed record FlagDefaultsRequest([property: Required, RegularExpression("^[a-z][a-z0-9-]{1,38}[a-z0-9]$")] string Slug);

/// <summary>A tenant's flag set as provisioning observes it.</summary>
public sealed record FlagDefaultsResource(Guid TenantId, string Slug);

/// <summary>What provisioning asks of this service. Each call may be repeated; a repetition writes nothing.</summary>
internal static class FlagDefaultsEndpoints
{
    public static void MapFlagDefaults(this IEndpointRouteBuilder routes)
    {
        var defaults = routes.MapGroup("/internal/v1/tenants/{tenantId:guid}/flag-defaults").WithTags("Provisioning")
            .RequireAuthorization(Permissions.FlagDefaultsManage)
            .AddEndpointFilter(async (context, next) =>
            {
                // A service of the platform acts for the tenant in the address; a tenant's own token acts for itself.
                if (context.HttpContext.RequestServices.GetRequiredService<Caller>().IsPlatform)
                {
                    context.HttpContext.RequestServices.GetRequiredService<TenantScope>().Enter(context.GetArgument<Guid>(0));
                    return await next(context);
                }

                return Problems.Refuse(StatusCodes.Status403Forbidden, "permission.missing");
            });
        defaults.MapGet("", GetAsync).WithName("GetFlagDefaults");
        defaults.MapPut("", PutAsync).WithName("PutFlagDefaults");
        defaults.MapDelete("", DeleteAsync).WithName("DeleteFlagDefaults");
    }

    private static async Task<Results<Ok<FlagDefaultsResource>, ProblemHttpResult>> GetAsync(Guid tenantId, FlagDbContext db, CancellationToken ct) =>
        await db.FlagSets.AsNoTracking().SingleOrDefaultAsync(set => set.TenantId == tenantId, ct) is { } found
            ? TypedResults.Ok(new FlagDefaultsResource(tenantId, found.Slug))
            : Problems.NotFound("flag-defaults.not-found");

    private static async Task<Ok<FlagDefaultsResource>> PutAsync(
        Guid tenantId, FlagDefaultsRequest request, FlagDbContext db, Caller caller, AuditTrail audit, TimeProvider clock, CancellationToken ct)
    {
        if (await db.FlagSets.SingleOrDefaultAsync(set => set.TenantId == tenantId, ct) is { } found)
        {
            return TypedResults.Ok(new FlagDefaultsResource(tenantId, found.Slug));
        }

        var now = clock.GetUtcNow();
        db.Add(new TenantFlagSet { TenantId = tenantId, Slug = request.Slug, CreatedAt = now, CreatedBy = caller.Actor.Name });
        db.Enqueue(new FlagSetCreated(tenantId, await db.NextAsync(tenantId, ct), caller.Actor, now), tenantId);
        await audit.RecordAsync(db, new AuditEntry("flag-set.created", "flag-set", tenantId.ToString(), request.Slug) { TenantId = tenantId }, ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(new FlagDefaultsResource(tenantId, request.Slug));
    }

    private static async Task<NoContent> DeleteAsync(
        Guid tenantId, FlagDbContext db, Caller caller, AuditTrail audit, TimeProvider clock, CancellationToken ct)
    {
        if (await db.FlagSets.SingleOrDefaultAsync(set => set.TenantId == tenantId, ct) is { } found)
        {
            db.Remove(found);
            await db.ForgetOverridesAsync(tenantId, ct);
            db.Enqueue(new FlagSetRemoved(tenantId, await db.NextAsync(tenantId, ct), caller.Actor, clock.GetUtcNow()), tenantId);
            await audit.RecordAsync(db, new AuditEntry("flag-set.removed", "flag-set", tenantId.ToString(), found.Slug) { TenantId = tenantId }, ct);
            await db.SaveChangesAsync(ct);
        }

        return TypedResults.NoContent();
    }
}
