using Microsoft.EntityFrameworkCore;
using StudioOps.Identity.Data;
using StudioOps.Identity.Grants;
using StudioOps.Identity.Standing;
using StudioOps.Standing;

namespace StudioOps.Identity.Protocol.Token;

/// <summary>RFC 6749 §4.1.3 with RFC 7636. A code serves once; showing it again takes back what it gave.</summary>
internal sealed class AuthorizationCodeGrant(IdentityContext db, SignedInGrant grant, StandingTable standing, TimeProvider clock) : IGrant
{
    private static readonly ProtocolError Invalid = ProtocolError.InvalidGrant("The code is unknown, used, expired, or not for this client, address or verifier.");

    public async Task<(TokenResponse?, ProtocolError?)> ExchangeAsync(TokenRequest request, CancellationToken ct)
    {
        var (client, form) = (request.Client, request.Form);
        if (form["code"] is not { } code || form["redirect_uri"] is not { } redirectUri || (client.Client!.DemandsPkce && !form.Has("code_verifier")))
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

        if (found.ExpiresAt <= now || found.RedirectUri != redirectUri || !IsProven(found, form["code_verifier"])
            || (found.DpopThumbprint is { } bound && bound != request.Thumbprint))
        {
            await db.SaveChangesAsync(ct);
            return (null, Invalid);
        }

        return await grant.IssueAsync(
            new GrantedAccess(client.Client!, found.UserId, found.SessionId, found.TenantId, found.Scope, found.FamilyId, found.Nonce, request.Thumbprint), ct);
    }

    // A verifier without a challenge is as wrong as the other way round: somebody took the challenge out on the way (RFC 9700 §4.8.2).
    private static bool IsProven(AuthorizationCode code, string? verifier) =>
        code.CodeChallenge is { } challenge ? verifier is not null && ProofKey.Proves(verifier, challenge) : verifier is null;
}
