using Microsoft.EntityFrameworkCore;
using StudioOps.Identity.Data;
using StudioOps.Identity.Organisations;
using StudioOps.Tenancy;

namespace StudioOps.Identity.Protocol.Token;

/// <summary>RFC 6749 §4.4: a service account acts for itself. Which tenant it belongs to is data of the account, never of the request.</summary>
internal sealed class ClientCredentialsGrant(CrossTenant<IdentityContext> everyone, TokenIssuer issuer)
{
    public async Task<(TokenResponse?, ProtocolError?)> ExchangeAsync(AuthenticatedClient client, ProtocolParameters form, CancellationToken ct)
    {
        if (client.Account is not { } account)
        {
            return (null, ProtocolError.UnauthorizedClient);
        }

        // `scope` narrows: permission names, each of which the account must hold.
        var permissions = (IReadOnlyCollection<string>)account.Permissions;
        var asked = form["scope"]?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (asked is not null)
        {
            if (asked.Any(scope => !account.Permissions.Contains(scope)))
            {
                return (null, new ProtocolError("invalid_scope", "The account does not hold every permission asked for."));
            }

            permissions = asked.Distinct(StringComparer.Ordinal).ToArray();
        }

        string? plan = null;
        if (account.TenantId is { } tenantId)
        {
            await using var db = everyone.ReadFor("the account's tenant decides whether it may act");
            var tenant = await db.KnownTenants.SingleOrDefaultAsync(t => t.Id == tenantId, ct);
            if (tenant is null || TenantLife.IsBlocked(tenant.Status))
            {
                return (null, new ProtocolError("unauthorized_client", "The tenant of this client is suspended or gone."));
            }

            plan = tenant.Plan;
        }

        var token = await issuer.AccessTokenAsync(account, permissions, plan, ct);
        return (new TokenResponse(token, (int)TokenIssuer.Lifetime.TotalSeconds, asked is null ? null : string.Join(' ', permissions)), null);
    }
}
