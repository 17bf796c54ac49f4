using Microsoft.EntityFrameworkCore;
using StudioOps.Identity.Data;

namespace StudioOps.Identity.Protocol.Token;

/// <summary>RFC 6749 §6 with rotation: each refresh token serves once, and showing a spent one revokes the whole family (RFC 9700 §4.14).</summary>
internal sealed class RefreshGrant(IdentityContext db, SignedInGrant grant, TimeProvider clock)
{
    private static readonly ProtocolError Invalid = ProtocolError.InvalidGrant("The refresh token is unknown, used, expired or revoked.");

    public async Task<(TokenResponse?, ProtocolError?)> ExchangeAsync(AuthenticatedClient client, ProtocolParameters form, CancellationToken ct)
    {
        if (client.Interactive is not { } interactive)
        {
            return (null, ProtocolError.UnauthorizedClient);
        }

        if (form["refresh_token"] is not { } token)
        {
            return (null, ProtocolError.InvalidRequest("refresh_token is required."));
        }

        var hash = RandomToken.Hash(token);
        var now = clock.GetUtcNow();
        var spent = await db.RefreshTokens
            .Where(t => t.Hash == hash && t.ClientId == client.Id && t.UsedAt == null && t.RevokedAt == null && t.ExpiresAt > now)
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.UsedAt, now), ct);
        var found = await db.RefreshTokens.AsNoTracking().SingleOrDefaultAsync(t => t.Hash == hash && t.ClientId == client.Id, ct);
        if (found is null)
        {
            return (null, Invalid);
        }

        if (spent == 0)
        {
            if (found.UsedAt is not null)
            {
                await grant.RevokeFamilyAsync(found.FamilyId, ct);
                await db.SaveChangesAsync(ct);
            }

            return (null, Invalid);
        }

        var scopes = found.Scope.Split(' ');
        var asked = form["scope"]?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? scopes;
        if (asked.Any(scope => !scopes.Contains(scope)))
        {
            // Nothing is saved: the token stays unspent.
            return (null, new ProtocolError("invalid_scope", "A refresh cannot widen what was granted."));
        }

        return await grant.IssueAsync(
            new GrantedAccess(interactive, found.UserId, found.SessionId, found.TenantId, found.Scope, found.FamilyId, Nonce: null), ct);
    }
}
