using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using StudioOps.Http;
using StudioOps.Messaging;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;
using StudioOps.Tenants.Contracts;
using StudioOps.Tenants.Data;
using StudioOps.Tenants.Tenants;

namespace StudioOps.Tenants.Partners;

/// <summary>The partner a tenant is to belong to.</summary>
/// <param name="Partner">Its slug or id.</param>
public sealed record AttachPartnerRequest([property: Required, StringLength(64, MinimumLength = 1)] string Partner);

internal static class AttachPartner
{
    public static async Task<Results<Ok<TenantResource>, ProblemHttpResult>> Handle(
        TenantKey tenant, AttachPartnerRequest request, IfMatch ifMatch, TenantLookup lookup, TenantDbContext db, Caller caller, AuditTrail audit, HttpResponse response, TimeProvider clock, CancellationToken ct)
    {
        if (await lookup.FindAsync(tenant, ct) is not { } found)
        {
            return Problems.NotFound("tenant.not-found");
        }

        if (ifMatch.Refusal(found.Revision) is { } stale)
        {
            return stale;
        }

        if (found.Status is TenantStatus.Deleting or TenantStatus.Deleted)
        {
            return Problems.Conflict("tenant.deleted", $"This tenant is {found.Status}.");
        }

        return await db.Partners.AsNoTracking().SingleOrDefaultAsync(new PartnerKey(request.Partner).Matches(), ct) is { } partner
            ? await MoveAsync(found, partner.Id, db, caller, audit, response, clock, ct)
            : Unknown(request.Partner);
    }

    public static ProblemHttpResult Unknown(string partner) => Problems.Unprocessable("partner.unknown", $"There is no partner '{partner}'.");

    /// <summary>Whether a save failed because the partner went away since it was looked up.</summary>
    public static bool IsGone(DbUpdateException failure) =>
        failure.InnerException is PostgresException { SqlState: PostgresErrorCodes.ForeignKeyViolation, ConstraintName: TenantDbContext.PartnerOfTenant };

    /// <summary>Makes the tenant this partner's, or nobody's; saying what is so already changes nothing.</summary>
    public static async Task<Results<Ok<TenantResource>, ProblemHttpResult>> MoveAsync(
        Tenant tenant, Guid? partner, TenantDbContext db, Caller caller, AuditTrail audit, HttpResponse response, TimeProvider clock, CancellationToken ct)
    {
        var (before, now) = (TenantResource.Of(tenant), clock.GetUtcNow());
        if (tenant.TryBelongTo(partner, now))
        {
            var action = partner is null ? "tenant.partner-detached" : "tenant.partner-attached";
            await audit.RecordAsync(db, new AuditEntry(action, "tenant", tenant.Id.ToString(), tenant.Slug) { TenantId = tenant.Id, Before = before, After = TenantResource.Of(tenant) }, ct);
            db.Enqueue(new TenantUpdated(tenant.Id, tenant.Revision, tenant.Details, caller.Actor, now), tenant.Id);
            try
            {
                await db.SaveChangesAsync(ct);
            }
            catch (DbUpdateException failure) when (IsGone(failure))
            {
                return Unknown(partner.ToString()!);
            }
        }

        response.SetETag(tenant.Revision);
        return TypedResults.Ok(TenantResource.Of(tenant));
    }
}
