using Microsoft.EntityFrameworkCore;
using StudioOps.Identity.Data;
using StudioOps.Tenancy;
using StudioOps.Tenants.Contracts;

namespace StudioOps.Identity.Clients;

/// <summary>Where a client may be sent back to: exact addresses, computed from the public origin and, for portals, from the tenant's host.</summary>
internal sealed class RedirectUris(PublicOrigin origin, CrossTenant<IdentityContext> everyone)
{
    private const string Callback = "/bff/callback";
    private const string SignedOut = "/";

    /// <summary>Null when this is no address of the client; otherwise the tenant whose portal it is, if it is one.</summary>
    public async Task<RedirectTarget?> FindAsync(Client client, string address, CancellationToken ct) => await MatchAsync(client, address, Callback, ct);

    public async Task<bool> MaySignOutToAsync(Client client, string address, CancellationToken ct) =>
        await MatchAsync(client, address, SignedOut, ct) is not null;

    private async Task<RedirectTarget?> MatchAsync(Client client, string address, string path, CancellationToken ct)
    {
        if (client == Client.Operator)
        {
            return address == origin.Url(path) || address == origin.Below("operator") + path ? new RedirectTarget(null) : null;
        }

        if (client == Client.Partner)
        {
            return address == origin.Below("partner") + path ? new RedirectTarget(null) : null;
        }

        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || origin.LabelOf(uri) is not { } slug || address != origin.Below(slug) + path)
        {
            return null;
        }

        await using var db = everyone.ReadFor("a portal's address names its tenant before anyone has signed in");
        var tenant = await db.KnownTenants.Where(t => t.Slug == slug && t.Status != TenantStatus.Deleted).Select(t => (Guid?)t.Id).SingleOrDefaultAsync(ct);
        return tenant is null ? null : new RedirectTarget(tenant);
    }
}

/// <summary>A permitted address.</summary>
/// <param name="TenantId">The tenant whose portal it is.</param>
internal sealed record RedirectTarget(Guid? TenantId);
