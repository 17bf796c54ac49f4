using Microsoft.AspNetCore.Http;
using StudioOps.Contracts;
using StudioOps.ServiceDefaults;
using StudioOps.Tokens;

namespace StudioOps.Tenancy;

/// <summary>Who is asking, as the verified token says. Inject it into handlers.</summary>
public sealed class Caller(IHttpContextAccessor http)
{
    private AccessToken? Token => http.HttpContext?.AccessToken();

    /// <summary>The subject; empty outside a request that carried a token.</summary>
    public string Subject => Token?.Subject ?? "";

    /// <summary>The one tenant the caller belongs to, or null.</summary>
    public Guid? TenantId => Token?.TenantId;

    /// <summary>The partner the caller acts for, or null.</summary>
    public Guid? PartnerId => Token?.PartnerId;

    /// <summary>Tenant roles carried by the token.</summary>
    public IReadOnlyList<string> TenantRoles => Token?.TenantRoles ?? [];

    /// <summary>True for operators and services of the platform: no tenant, no partner, and a token made for them.</summary>
    public bool IsPlatform => Token is { TenantId: null, PartnerId: null } token && (token.Audiences.Contains("operator") || token.Audiences.Contains("internal"));

    /// <summary>Whether the token carries this permission.</summary>
    public bool Has(string permission) => Token?.Permissions.Contains(permission) == true;

    /// <summary>The caller as events and the audit log name them.</summary>
    public Actor Actor => Token is { } token
        ? new Actor(token.Subject, token.Name ?? token.ClientId, token.ActorSubject, token.ActorName)
        : Actor.System("nobody");
}
