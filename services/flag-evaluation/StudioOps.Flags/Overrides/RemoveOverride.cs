using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Data;
using StudioOps.Flags.Engine;
using StudioOps.Flags.Tenants;
using StudioOps.Http;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Flags.Overrides;

/// <summary>Which override goes, and why.</summary>
/// <param name="Flag">Key of the flag; archived ones too.</param>
/// <param name="Tenant">Slug or id; null when it is a partner's.</param>
/// <param name="Reason">Why, for the audit log.</param>
/// <param name="User">Targeting key of one user of the tenant.</param>
/// <param name="Role">One role in the tenant.</param>
/// <param name="Partner">Slug or id of a partner.</param>
public sealed record RemoveOverrideRequest(
    [property: Required, StringLength(100)] string Flag,
    [property: StringLength(64, MinimumLength = 1)] string? Tenant,
    [property: Required, StringLength(500, MinimumLength = 3)] string Reason,
    [property: StringLength(256, MinimumLength = 1)] string? User = null,
    [property: StringLength(100, MinimumLength = 1)] string? Role = null,
    [property: StringLength(64, MinimumLength = 1)] string? Partner = null);

internal static class RemoveOverride
{
    public static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        [FromBody] RemoveOverrideRequest request, IfMatch ifMatch, TenantDoor<FlagDbContext> door, FlagDbContext db, Caller caller, OverrideBook book, CancellationToken ct)
    {
        if (OverrideSubject.Of(request.Tenant, request.User, request.Role, request.Partner) is not { } subject)
        {
            return Problems.Unprocessable("override.subject", OverrideSubject.Refusal);
        }

        if (subject.Level == OverrideLevel.Partner)
        {
            return await OfPartnerAsync(request, ifMatch, db, caller, book, ct);
        }

        if (await door.EnterAsync(new TenantKey(request.Tenant!), ct) is not { } tenant)
        {
            return Problems.NotFound("tenant.not-found");
        }

        var name = subject.In(tenant.Id);
        if (await db.Overrides.SingleOrDefaultAsync(
            row => row.TenantId == tenant.Id && row.FlagKey == request.Flag && row.Level == subject.Level && row.Subject == name, ct) is not { } found)
        {
            return Problems.NotFound("override.not-found");
        }

        if (!ifMatch.Allows(found.Revision))
        {
            return ifMatch.Refusal(found.Revision)!;
        }

        await book.RemoveAsync(tenant, found, request.Reason, ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> OfPartnerAsync(
        RemoveOverrideRequest request, IfMatch ifMatch, FlagDbContext db, Caller caller, OverrideBook book, CancellationToken ct)
    {
        if (!caller.IsPlatform)
        {
            return OverrideEndpoints.OperatorsOnly();
        }

        if (await db.Partners.NamedAsync(request.Partner!, ct) is not { } partner)
        {
            return Problems.NotFound("partner.not-found");
        }

        if (await db.PartnerOverrides.SingleOrDefaultAsync(row => row.PartnerId == partner.Id && row.FlagKey == request.Flag, ct) is not { } found)
        {
            return Problems.NotFound("override.not-found");
        }

        if (!ifMatch.Allows(found.Revision))
        {
            return ifMatch.Refusal(found.Revision)!;
        }

        await book.RemoveAsync(partner, found, request.Reason, ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.NoContent();
    }
}
