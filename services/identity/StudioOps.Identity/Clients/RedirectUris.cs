using Microsoft.EntityFrameworkCore;
using StudioOps.Identity.Data;
using StudioOps.Tenancy;
using StudioOps.Tenants.Contracts;

namespace StudioOps.Identity.Clients;

/// <summary>Where a client may be sent back to: exact addresses. The product's own are computed from the public origin and the tenant's host, all others are on record.</summary>
internal sealed class RedirectUris(PublicOrigin origin, CrossTenant<IdentityContext> everyone)
{
    private const string Callback = "/bff/callback";
    private const string SignedOut = "/";

    /// <summary>Null when this is no address of the client; otherwise the tenant whose people may sign in there, if it is one's.</summary>
    public async Task<RedirectTarget?> FindAsync(Client client, string address, CancellationToken ct) => await MatchAsync(client, client.RedirectUris, address, Callback, ct);

    public async Task<bool> MaySignOutToAsync(Client client, string address, CancellationToken ct) =>
        await MatchAsync(client, client.SignedOutUris, address, SignedOut, ct) is not null;

    private async Task<RedirectTarget?> MatchAsync(Client client, List<string> registered, string address, string path, CancellationToken ct)
    {
        if (!client.BuiltIn)
        {
            return registered.Exists(known => known == address || IsSameLoopback(known, address)) ? new RedirectTarget(client.TenantId) : null;
        }

        if (client.Surface == Surface.Operator)
        {
            return address == origin.Url(path) || address == origin.Below("operator") + path ? new RedirectTarget(null) : null;
        }

        if (client.Surface == Surface.Partner)
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

    // An app on somebody's own machine listens at whatever port is free (RFC 8252 §7.3): there, and only there, the port may differ.
    private static bool IsSameLoopback(string known, string address) =>
        Uri.TryCreate(known, UriKind.Absolute, out var one) && one is { Scheme: "http", Host: "127.0.0.1" or "[::1]" }
        && Uri.TryCreate(address, UriKind.Absolute, out var other) && other.Scheme == one.Scheme && other.Host == one.Host && other.UserInfo.Length == 0
        && address == $"http://{one.Host}:{other.Port}{one.PathAndQuery}";
}

/// <summary>A permitted address.</summary>
/// <param name="TenantId">The tenant whose portal it is.</param>
internal sealed record RedirectTarget(Guid? TenantId);
