using Microsoft.EntityFrameworkCore;
using StudioOps.Identity.Data;
using StudioOps.Identity.Standing;
using StudioOps.Standing;

namespace StudioOps.Identity.Protocol.Token;

/// <summary>RFC 6749 §4.1.3 with RFC 7636. A code serves once; showing it again takes back what it gave.</summary>
internal sealed class AuthorizationCodeGrant(IdentityContext db, SignedInGrant grant, StandingTable standing, TimeProvider clock)
{
    private static readonly ProtocolError Invalid = ProtocolError.InvalidGrant("The code is unknown, used, expired, or not for this client, address or verifier.");

    public async Task<(TokenResponse?, ProtocolError?)> ExchangeAsync(AuthenticatedClient client, ProtocolParameters form, CancellationToken ct)
    {
        if (client.Interactive is not { } interactive)
        {
            return (null, ProtocolError.UnauthorizedClient);
        }

        if (form["code"] is not { } code || form["redirect_uri"] is not { } redirectUri || form["code_verifier"] is not { } verifier)
        {
            return (null, ProtocolError.InvalidRequest("code, redirect_uri and code_verifier are required."));
        }

        var hash = RandomToken.Hash(code);
        var now = clock.GetUtcNow();
        var spent = await db.AuthorizationCodes.Where(c => c.Hash == hash && c.ClientId == client.Id && c.UsedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.UsedAt, now), ct);
        var found = await db.AuthorizationCodes.AsNoTracking().SingleOrDefaultAsync(c => c.Hash == hash && c.ClientId == client.Id, ct);
        if (found is null)
        {
            return (null, Invalid);
        }

        if (spent == 0)
        {
            await grant.RevokeFamilyAsync(found.FamilyId, ct);
            await standing.SetAsync(StandingKind.Session, found.SessionId.ToString("D"), StandingEntry.Active, now, 0, ct);
            await db.SaveChangesAsync(ct);
            return (null, Invalid);
        }

        if (found.ExpiresAt <= now || found.RedirectUri != redirectUri || !ProofKey.Proves(verifier, found.CodeChallenge))
        {
            await db.SaveChangesAsync(ct);
            return (null, Invalid);
        }

        return await grant.IssueAsync(
            new GrantedAccess(interactive, found.UserId, found.SessionId, found.TenantId, found.Scope, found.FamilyId, found.Nonce), ct);
    }
}
