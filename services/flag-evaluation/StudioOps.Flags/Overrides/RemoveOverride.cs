using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Contracts;
using StudioOps.Flags.Data;
using StudioOps.Flags.Engine;
using StudioOps.Http;
using StudioOps.Messaging;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Flags.Overrides;

/// <summary>Which override goes, and why.</summary>
/// <param name="Flag">Key of the flag; archived ones too.</param>
/// <param name="Tenant">Slug or id.</param>
/// <param name="Reason">Why, for the audit log.</param>
/// <param name="User">Targeting key; null for the override of the whole tenant.</param>
public sealed record RemoveOverrideRequest(
    [property: Required, StringLength(100)] string Flag,
    [property: Required, StringLength(64, MinimumLength = 1)] string Tenant,
    [property: Required, StringLength(500, MinimumLength = 3)] string Reason,
    [property: StringLength(256, MinimumLength = 1)] string? User = null);

internal static class RemoveOverride
{
    public static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        [FromBody] RemoveOverrideRequest request, IfMatch ifMatch, TenantDoor<FlagDbContext> door, FlagDbContext db, Caller caller, AuditTrail audit,
        TimeProvider clock, CancellationToken ct)
    {
        if (await door.EnterAsync(new TenantKey(request.Tenant), ct) is not { } tenant)
        {
            return Problems.NotFound("tenant.not-found");
        }

        var (level, subject) = request.User is { } user ? (OverrideLevel.User, user) : (OverrideLevel.Tenant, FlagOverride.SubjectOf(tenant.Id));
        if (await db.Overrides.SingleOrDefaultAsync(
            row => row.TenantId == tenant.Id && row.FlagKey == request.Flag && row.Level == level && row.Subject == subject, ct) is not { } found)
        {
            return Problems.NotFound("override.not-found");
        }

        if (!ifMatch.Allows(found.Revision))
        {
            return ifMatch.Refusal(found.Revision)!;
        }

        var revision = await db.NextAsync(tenant.Id, ct);
        db.Remove(found);
        db.Enqueue(
            new OverrideRemoved(tenant.Id, found.Id, revision, found.FlagKey, level.Word(), subject, request.Reason, caller.Actor, clock.GetUtcNow()), found.Id);
        await audit.RecordAsync(
            db,
            new AuditEntry("override.removed", "override", found.Id.ToString(), $"{found.FlagKey} for {request.User ?? tenant.Slug}")
            { TenantId = tenant.Id, Reason = request.Reason, Before = OverrideFace.Of(found) },
            ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.NoContent();
    }
}
