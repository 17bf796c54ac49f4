using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using StudioOps.Http;
using StudioOps.Identity.Data;
using StudioOps.Identity.Protocol;
using StudioOps.Identity.Roles;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Identity.ServiceAccounts;

/// <summary>Asks for a service account.</summary>
/// <param name="Tenant">Slug or id of the tenant it belongs to; null for the caller's own tenant, or for the platform when the caller is of it.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Permissions">What it may do; never more than the caller.</param>
public sealed record CreateServiceAccountRequest(
    [property: StringLength(64)] string? Tenant,
    [property: Required, StringLength(100, MinimumLength = 1)] string Name,
    [property: Required, NoNulls, MinLength(1), MaxLength(100)] IReadOnlyList<string> Permissions);

/// <summary>A new service account. The secret is shown this once.</summary>
public sealed record CreatedServiceAccount(Guid Id, string ClientId, string ClientSecret);

internal static class CreateServiceAccount
{
    public static async Task<Results<Created<CreatedServiceAccount>, ProblemHttpResult>> Handle(
        CreateServiceAccountRequest request, IdentityContext db, TenantDoor<IdentityContext> door, Caller caller, AuditTrail audit, TimeProvider clock, HttpContext http,
        CancellationToken ct)
    {
        var permissions = request.Permissions.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (Refusal(permissions, caller) is { } refusal)
        {
            return refusal;
        }

        var wanted = request.Tenant ?? caller.TenantId?.ToString();
        KnownTenant? tenant = null;
        if (wanted is not null && (tenant = await door.EnterAsync(new TenantKey(wanted), ct)) is null)
        {
            return Problems.NotFound("tenant.not-found");
        }

        if (tenant is null && !caller.IsPlatform)
        {
            return Problems.NotFound("tenant.not-found");
        }

        if (tenant is not null && permissions.FirstOrDefault(p => !BuiltInRoles.TenantPermissions.Contains(p)) is { } foreign)
        {
            return Problems.Unprocessable("service-account.permission-not-for-tenants", $"{foreign} cannot be granted to an account of a tenant.");
        }

        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var secret = RandomToken.Create("sos_");
        var account = new ServiceAccount
        {
            Id = id,
            ClientId = $"sa-{id:n}",
            Name = request.Name,
            TenantId = tenant?.Id,
            Kind = tenant is null ? ServiceAccountKind.Platform : ServiceAccountKind.Tenant,
            Permissions = permissions,
            SecretHash = RandomToken.Hash(secret),
            CreatedBy = caller.Subject,
            CreatedAt = now,
        };
        db.ServiceAccounts.Add(account);
        await audit.RecordAsync(
            db,
            new AuditEntry("service-account.created", "service-account", id.ToString(), account.Name)
            {
                TenantId = tenant?.Id,
                After = new { account.Name, account.ClientId, Permissions = string.Join(' ', permissions) },
            },
            ct);
        await db.SaveChangesAsync(ct);
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created($"/api/v1/service-accounts/{id}", new CreatedServiceAccount(id, account.ClientId, secret));
    }

    private static ProblemHttpResult? Refusal(List<string> permissions, Caller caller)
    {
        const int Unprocessable = StatusCodes.Status422UnprocessableEntity;
        if (permissions.Exists(p => !BuiltInRoles.AllPermissions.Contains(p) && !BuiltInRoles.ServicePermissions.Contains(p)))
        {
            return Problems.Refuse(Unprocessable, "service-account.permission-unknown", "There is no such permission; GET /api/v1/roles lists them.");
        }

        if (permissions.Find(p => !caller.Has(p)) is { } beyond)
        {
            return Problems.Refuse(StatusCodes.Status403Forbidden, "service-account.permission-not-held", $"You cannot grant {beyond}: you do not hold it.");
        }

        return permissions.Find(BuiltInRoles.ServicePermissions.Contains) is { } internalOne
            ? Problems.Refuse(Unprocessable, "service-account.permission-for-services", $"{internalOne} is for StudioOps' own services.")
            : null;
    }
}
