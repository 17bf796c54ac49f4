using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Data;
using StudioOps.Flags.Engine;
using StudioOps.Flags.Tenants;
using StudioOps.Http;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;
using StudioOps.Tenants.Contracts;

namespace StudioOps.Flags.Overrides;

/// <summary>Decides a flag for a tenant, for one role or user of it, or for every tenant of a partner; whatever was decided before is replaced.</summary>
/// <param name="Flag">Key of the flag.</param>
/// <param name="Tenant">Slug or id; null when it is for a partner.</param>
/// <param name="Value">Of the flag's type.</param>
/// <param name="Reason">Why, for the audit log.</param>
/// <param name="User">Targeting key of one user of the tenant.</param>
/// <param name="ExpiresAt">In the future; null for until someone removes it.</param>
/// <param name="Role">One role in the tenant.</param>
/// <param name="Rank">With a role: of several roles of one user the lowest rank speaks. 100 unless said.</param>
/// <param name="Partner">Slug or id of a partner.</param>
/// <param name="Owner">Who answers for it.</param>
/// <param name="Ticket">Where it was asked for.</param>
public sealed record SetOverrideRequest(
    [property: Required, StringLength(100)] string Flag,
    [property: StringLength(64, MinimumLength = 1)] string? Tenant,
    JsonElement Value,
    [property: Required, StringLength(500, MinimumLength = 3)] string Reason,
    [property: StringLength(256, MinimumLength = 1)] string? User = null,
    DateTimeOffset? ExpiresAt = null,
    [property: StringLength(100, MinimumLength = 1)] string? Role = null,
    [property: Range(0, 10_000)] int? Rank = null,
    [property: StringLength(64, MinimumLength = 1)] string? Partner = null,
    [property: StringLength(200)] string? Owner = null,
    [property: StringLength(200)] string? Ticket = null);

internal static class SetOverride
{
    private const int UsualRank = 100;

    public static async Task<Results<Ok<OverrideResource>, ProblemHttpResult>> Handle(
        SetOverrideRequest request, IfMatch ifMatch, TenantDoor<FlagDbContext> door, FlagDbContext db, Caller caller, OverrideBook book, TimeProvider clock,
        HttpResponse response, CancellationToken ct)
    {
        if (OverrideSubject.Of(request.Tenant, request.User, request.Role, request.Partner) is not { } subject)
        {
            return Problems.Unprocessable("override.subject", OverrideSubject.Refusal);
        }

        if (subject.Level == OverrideLevel.Partner)
        {
            return await ForPartnerAsync(request, ifMatch, db, caller, book, clock, response, ct);
        }

        if (await door.EnterAsync(new TenantKey(request.Tenant!), ct) is not { Status: not TenantStatus.Deleted } tenant)
        {
            return Problems.NotFound("tenant.not-found");
        }

        if (await FlagAsync(db, request.Flag, ct) is not { } flag)
        {
            return Problems.NotFound("flag.not-found");
        }

        var name = subject.In(tenant.Id);
        var existing = await db.Overrides.SingleOrDefaultAsync(
            row => row.TenantId == tenant.Id && row.FlagKey == flag.Key && row.Level == subject.Level && row.Subject == name, ct);
        if ((ifMatch.Allows(existing?.Revision ?? 0) ? Refusal(request, flag, clock) : ifMatch.Refusal(existing?.Revision ?? 0)) is { } refusal)
        {
            return refusal;
        }

        var row = await book.SetAsync(
            tenant, flag.Key, subject, subject.Level == OverrideLevel.Role ? request.Rank ?? UsualRank : 0, existing, Decision(request), ct);
        await db.SaveChangesAsync(ct);
        response.SetETag(row.Revision);
        return TypedResults.Ok(OverrideResource.Of(row));
    }

    private static async Task<Results<Ok<OverrideResource>, ProblemHttpResult>> ForPartnerAsync(
        SetOverrideRequest request, IfMatch ifMatch, FlagDbContext db, Caller caller, OverrideBook book, TimeProvider clock, HttpResponse response, CancellationToken ct)
    {
        if (!caller.IsPlatform)
        {
            return OverrideEndpoints.OperatorsOnly();
        }

        if (await db.Partners.NamedAsync(request.Partner!, ct) is not { } partner)
        {
            return Problems.NotFound("partner.not-found");
        }

        if (await FlagAsync(db, request.Flag, ct) is not { } flag)
        {
            return Problems.NotFound("flag.not-found");
        }

        var existing = await db.PartnerOverrides.SingleOrDefaultAsync(row => row.PartnerId == partner.Id && row.FlagKey == flag.Key, ct);
        if ((ifMatch.Allows(existing?.Revision ?? 0) ? Refusal(request, flag, clock) : ifMatch.Refusal(existing?.Revision ?? 0)) is { } refusal)
        {
            return refusal;
        }

        var row = await book.SetAsync(partner, flag.Key, existing, Decision(request), ct);
        await db.SaveChangesAsync(ct);
        response.SetETag(row.Revision);
        return TypedResults.Ok(OverrideResource.Of(row));
    }

    private static Decision Decision(SetOverrideRequest request) =>
        new(request.Value.GetRawText(), request.Reason, request.Owner, request.Ticket, request.ExpiresAt);

    private static Task<Flag?> FlagAsync(FlagDbContext db, string key, CancellationToken ct) =>
        db.Flags.AsNoTracking().SingleOrDefaultAsync(found => found.Key == key && found.ArchivedAt == null, ct);

    private static ProblemHttpResult? Refusal(SetOverrideRequest request, Flag flag, TimeProvider clock) =>
        OverrideCheck.Value(flag, request.Value)
        ?? (request.ExpiresAt <= clock.GetUtcNow() ? Problems.Unprocessable("override.expired", "An override cannot end before it begins.") : null);
}

internal static class OverrideCheck
{
    /// <summary>Null when the flag can serve this value: it is of its type, and keeps to its schema.</summary>
    public static ProblemHttpResult? Value(Flag flag, JsonElement value) =>
        flag.Refuses(value) is { } why ? Problems.Unprocessable("override.value-type", why) : null;
}
