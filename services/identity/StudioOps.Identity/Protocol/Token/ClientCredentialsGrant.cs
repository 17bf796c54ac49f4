using Microsoft.EntityFrameworkCore;
using StudioOps.Identity.Data;
using StudioOps.Identity.Organisations;
using StudioOps.Tenancy;

namespace StudioOps.Identity.Protocol.Token;

/// <summary>RFC 6749 §4.4: a client or service account acts for itself. Which tenant it belongs to is data of its own, never of the request.</summary>
internal sealed class ClientCredentialsGrant(CrossTenant<IdentityContext> everyone, TokenIssuer issuer) : IGrant
{
    public async Task<(TokenResponse?, ProtocolError?)> ExchangeAsync(TokenRequest request, CancellationToken ct)
    {
        var (client, account) = (request.Client.Client, request.Client.Account);
        var held = client?.Permissions ?? account!.Permissions;

        // `scope` narrows: permission names, each of which must be held.
        var permissions = (IReadOnlyCollection<string>)held;
        var asked = request.Form["scope"]?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (asked is not null)
        {
            if (asked.Any(scope => !held.Contains(scope)))
            {
                return (null, new ProtocolError("invalid_scope", "The client does not hold every permission asked for."));
            }

            permissions = asked.Distinct(StringComparer.Ordinal).ToArray();
        }

        string? plan = null;
        if ((client?.TenantId ?? account?.TenantId) is { } tenantId)
        {
            await using var db = everyone.ReadFor("the client's tenant decides whether it may act");
            var tenant = await db.KnownTenants.SingleOrDefaultAsync(t => t.Id == tenantId, ct);
            if (tenant is null || TenantLife.IsBlocked(tenant.Status))
            {
                return (null, new ProtocolError("unauthorized_client", "The tenant of this client is suspended or gone."));
            }

            plan = tenant.Plan;
        }

        var token = client is not null
            ? await issuer.AccessTokenAsync(client, permissions, plan, request.Thumbprint, ct)
            : await issuer.AccessTokenAsync(account!, permissions, plan, request.Thumbprint, ct);
        return (new TokenResponse(token, (int)TokenIssuer.Lifetime.TotalSeconds, asked is null ? null : string.Join(' ', permissions)), null);
    }
}
