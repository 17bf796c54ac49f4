using Microsoft.EntityFrameworkCore;
using StudioOps.Identity.Clients;
using StudioOps.Identity.Data;
using StudioOps.Identity.Grants;
using StudioOps.Identity.Organisations;
using StudioOps.Identity.Sessions;
using StudioOps.Identity.Users;
using StudioOps.Tenancy;

namespace StudioOps.Identity.Protocol.Token;

/// <summary>What a code or a refresh token stands for.</summary>
internal sealed record GrantedAccess(Client Client, Guid UserId, Guid SessionId, Guid? TenantId, string Scope, Guid FamilyId, string? Nonce, string? Thumbprint = null, byte[]? Parent = null);

/// <summary>The common end of the code and refresh grants: is all of it still true? Then tokens, with a new refresh token of the family.</summary>
internal sealed class SignedInGrant(IdentityContext db, CrossTenant<IdentityContext> everyone, Profile profile, SignInPolicies policies, TokenIssuer issuer, TimeProvider clock)
{
    /// <summary>The caller has marked its code or token as used in the same unit of work; it is saved here in every case.</summary>
    public async Task<(TokenResponse?, ProtocolError?)> IssueAsync(GrantedAccess access, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var session = await db.Sessions.SingleOrDefaultAsync(s => s.Id == access.SessionId, ct);
        var user = await db.Users.SingleOrDefaultAsync(u => u.Id == access.UserId, ct);
        if (session is null || user is null || !session.IsAlive(now) || await IsBlockedAsync(access.TenantId, ct)
            || !await policies.SatisfiesAsync(access.TenantId, user, session, ct)
            || await profile.OfAsync(user, access.Client, access.TenantId, ct) is not { } may)
        {
            await RevokeFamilyAsync(access.FamilyId, ct);
            await db.SaveChangesAsync(ct);
            return (null, ProtocolError.InvalidGrant("The sign-in this came from has ended."));
        }

        var refresh = access.Client.MayUse(GrantTypes.RefreshToken) ? RandomToken.Create() : null;
        if (refresh is not null)
        {
            db.RefreshTokens.Add(RefreshOf(refresh, access, session, now));
        }

        await db.SaveChangesAsync(ct);

        var accessToken = await issuer.AccessTokenAsync(user, session, access.Client, access.TenantId, access.Scope, may, access.Thumbprint, ct);
        var idToken = access.Scope.Split(' ').Contains("openid")
            ? await issuer.IdTokenAsync(user, session, access.Client, access.Scope, access.Nonce, ct)
            : null;
        return (new TokenResponse(accessToken, (int)TokenIssuer.Lifetime.TotalSeconds, access.Scope, refresh, idToken), null);
    }

    private static RefreshToken RefreshOf(string token, GrantedAccess access, SignInSession session, DateTimeOffset now) => new()
    {
        Hash = RandomToken.Hash(token),
        FamilyId = access.FamilyId,
        ClientId = access.Client.Id,
        UserId = access.UserId,
        SessionId = access.SessionId,
        TenantId = access.TenantId,
        Scope = access.Scope,
        CreatedAt = now,
        ExpiresAt = now + RefreshToken.Idle < session.ExpiresAt ? now + RefreshToken.Idle : session.ExpiresAt,
        ParentHash = access.Parent,
        DpopThumbprint = access.Thumbprint,
    };

    public Task RevokeFamilyAsync(Guid familyId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return db.RefreshTokens.Where(t => t.FamilyId == familyId && t.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.RevokedAt, now), ct);
    }

    private async Task<bool> IsBlockedAsync(Guid? tenantId, CancellationToken ct)
    {
        if (tenantId is null)
        {
            return false;
        }

        await using var all = everyone.ReadFor("the tenant decides whether its people may act");
        var status = await all.KnownTenants.Where(t => t.Id == tenantId).Select(t => t.Status).SingleOrDefaultAsync(ct);
        return status is null || TenantLife.IsBlocked(status);
    }
}
