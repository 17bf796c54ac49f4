using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Identity.Data;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Identity.Users;

/// <summary>Who the token speaks for and what it may do.</summary>
internal sealed record MeResponse(
    string Subject,
    string Name,
    string? Email,
    string ClientId,
    MyTenant? Tenant,
    IReadOnlyList<string> PlatformRoles,
    IReadOnlyList<string> TenantRoles,
    IReadOnlyList<string> Permissions,
    bool Mfa,
    string? ActorName,
    DateTimeOffset ExpiresAt,
    [property: JsonPropertyName("feature_flags")] IReadOnlyDictionary<string, JsonElement>? FeatureFlags,
    [property: JsonPropertyName("feature_flags_state")] string? FeatureFlagsState);

internal sealed record MyTenant(Guid Id, string Slug, string Name, string Plan, string Status);

internal static class Me
{
    public static async Task<Ok<MeResponse>> Handle(HttpContext http, IdentityContext db, CallerFlags flags, CancellationToken ct)
    {
        var token = http.AccessToken()!;
        var asked = flags.ReadAsync(token, http.Request.Headers.Authorization.ToString(), ct);
        var email = Guid.TryParse(token.Subject, out var id)
            ? await db.Users.Where(u => u.Id == id).Select(u => u.Email).SingleOrDefaultAsync(ct)
            : null;
        KnownTenant? tenant = token.TenantId is { } tenantId
            ? await db.KnownTenants.AsNoTracking().SingleOrDefaultAsync(t => t.Id == tenantId, ct)
            : null;
        var mine = await asked;
        return TypedResults.Ok(new MeResponse(
            token.Subject,
            token.Name ?? token.ClientId,
            email,
            token.ClientId,
            tenant is null ? null : new MyTenant(tenant.Id, tenant.Slug, tenant.Name, tenant.Plan, tenant.Status),
            token.PlatformRoles,
            token.TenantRoles,
            [.. token.Permissions.Order(StringComparer.Ordinal)],
            token.Amr.Contains("mfa"),
            token.ActorName,
            token.ExpiresAt,
            mine?.Values,
            mine?.State));
    }
}
