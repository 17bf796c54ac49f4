using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Contracts;
using StudioOps.Flags.Data;
using StudioOps.Flags.Engine;
using StudioOps.Http;
using StudioOps.Messaging;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;
using StudioOps.Tenants.Contracts;

namespace StudioOps.Flags.Overrides;

/// <summary>Decides a flag for a tenant, or for one user of it; whatever was decided before is replaced.</summary>
/// <param name="Flag">Key of the flag.</param>
/// <param name="Tenant">Slug or id.</param>
/// <param name="Value">Of the flag's type.</param>
/// <param name="Reason">Why, for the audit log.</param>
/// <param name="User">Targeting key; null for the whole tenant.</param>
/// <param name="ExpiresAt">In the future; null for until someone removes it.</param>
public sealed record SetOverrideRequest(
    [property: Required, StringLength(100)] string Flag,
    [property: Required, StringLength(64, MinimumLength = 1)] string Tenant,
    JsonElement Value,
    [property: Required, StringLength(500, MinimumLength = 3)] string Reason,
    [property: StringLength(256, MinimumLength = 1)] string? User = null,
    DateTimeOffset? ExpiresAt = null);

internal static class SetOverride
{
    public static async Task<Results<Ok<OverrideResource>, ProblemHttpResult>> Handle(
        SetOverrideRequest request, IfMatch ifMatch, TenantDoor<FlagDbContext> door, FlagDbContext db, Caller caller, AuditTrail audit, TimeProvider clock,
        HttpResponse response, CancellationToken ct)
    {
        if (await door.EnterAsync(new TenantKey(request.Tenant), ct) is not { Status: not TenantStatus.Deleted } tenant)
        {
            return Problems.NotFound("tenant.not-found");
        }

        if (await db.Flags.AsNoTracking().SingleOrDefaultAsync(found => found.Key == request.Flag && found.ArchivedAt == null, ct) is not { } flag)
        {
            return Problems.NotFound("flag.not-found");
        }

        var (level, subject) = request.User is { } user ? (OverrideLevel.User, user) : (OverrideLevel.Tenant, FlagOverride.SubjectOf(tenant.Id));
        var existing = await db.Overrides.SingleOrDefaultAsync(
            row => row.TenantId == tenant.Id && row.FlagKey == flag.Key && row.Level == level && row.Subject == subject, ct);
        if (!ifMatch.Allows(existing?.Revision ?? 0))
        {
            return ifMatch.Refusal(existing?.Revision ?? 0)!;
        }

        var now = clock.GetUtcNow();
        if (FlagJson.Value(request.Value) is not { } value || !DefinitionCheck.IsServable(value, flag.Type))
        {
            return Problems.Unprocessable("override.value-type", $"{flag.Key} answers with a {flag.Type.Word()} that every client can read.");
        }

        if (request.ExpiresAt <= now)
        {
            return Problems.Unprocessable("override.expired", "An override cannot end before it begins.");
        }

        var before = existing is null ? null : OverrideFace.Of(existing);
        var row = existing ?? db.Add(new FlagOverride
        {
            Id = Guid.CreateVersion7(now), TenantId = tenant.Id, FlagKey = flag.Key, Level = level, Subject = subject,
        }).Entity;
        row.Decide(request.Value.GetRawText(), request.Reason, request.ExpiresAt?.ToUniversalTime(), caller.Actor.Name, now);
        row.At(await db.NextAsync(tenant.Id, ct));
        db.Enqueue(
            new OverrideSet(tenant.Id, row.Id, row.Revision, row.FlagKey, level.Word(), subject, row.Value, row.Reason, row.ExpiresAt, caller.Actor, now), row.Id);
        await audit.RecordAsync(
            db,
            new AuditEntry("override.set", "override", row.Id.ToString(), $"{flag.Key} for {request.User ?? tenant.Slug}")
            { TenantId = tenant.Id, Reason = request.Reason, Before = before, After = OverrideFace.Of(row) },
            ct);
        await db.SaveChangesAsync(ct);
        response.SetETag(row.Revision);
        return TypedResults.Ok(OverrideResource.Of(row));
    }
}
