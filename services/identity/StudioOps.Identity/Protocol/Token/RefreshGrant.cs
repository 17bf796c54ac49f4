using Microsoft.EntityFrameworkCore;
using StudioOps.Identity.Data;
using StudioOps.Identity.Grants;

namespace StudioOps.Identity.Protocol.Token;

/// <summary>RFC 6749 §6 with rotation: each refresh token serves once, and showing a spent one revokes the whole family (RFC 9700 §4.14). One lost answer is forgiven.</summary>
internal sealed class RefreshGrant(IdentityContext db, SignedInGrant grant, TimeProvider clock) : IGrant
{
    private static readonly ProtocolError Invalid = ProtocolError.InvalidGrant("The refresh token is unknown, used, expired or revoked.");

    public async Task<(TokenResponse?, ProtocolError?)> ExchangeAsync(TokenRequest request, CancellationToken ct)
    {
        var (client, form) = (request.Client, request.Form);
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

        if (found.DpopThumbprint is { } bound && (request.Thumbprint is null || (client.Client!.IsPublic && request.Thumbprint != bound)))
        {
            return (null, ProtocolError.InvalidGrant("The refresh token is bound to a key that was not proven.")); // nothing is saved: it stays unspent
        }

        if (spent == 0 && !await TryForgiveAsync(found, now, ct))
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
            new GrantedAccess(client.Client!, found.UserId, found.SessionId, found.TenantId, found.Scope, found.FamilyId, Nonce: null, request.Thumbprint, found.Hash), ct);
    }

    // Whoever shows a token again within seconds, while nobody has used what it was exchanged for, has lost the answer on the
    // way. What was in that answer is withdrawn, so there is still one living token; a third showing is no accident.
    private async Task<bool> TryForgiveAsync(RefreshToken found, DateTimeOffset now, CancellationToken ct)
    {
        var since = now - RefreshToken.Grace;
        return await db.RefreshTokens
                .Where(t => t.Hash == found.Hash && t.UsedAt > since && t.RevokedAt == null && t.ForgivenAt == null && t.ExpiresAt > now)
                .ExecuteUpdateAsync(set => set.SetProperty(t => t.ForgivenAt, now), ct) == 1
            && await db.RefreshTokens.Where(t => t.FamilyId == found.FamilyId && t.ParentHash == found.Hash && t.UsedAt == null && t.RevokedAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(t => t.RevokedAt, now), ct) == 1;
    }
}
