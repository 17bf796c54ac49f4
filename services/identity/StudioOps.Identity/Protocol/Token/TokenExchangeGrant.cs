using Microsoft.EntityFrameworkCore;
using StudioOps.Identity.Clients;
using StudioOps.Identity.Contracts;
using StudioOps.Identity.Data;
using StudioOps.Identity.Grants;
using StudioOps.Identity.Keys;
using StudioOps.Identity.Organisations;
using StudioOps.Identity.Users;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;
using StudioOps.Tokens;

namespace StudioOps.Identity.Protocol.Token;

/// <summary>
/// RFC 8693, for delegation and nothing else. The subject token is an impersonation that was granted to one operator; the actor token is that operator's own,
/// shown each time. What comes out speaks for the customer and names the operator in <c>act</c>.
/// </summary>
internal sealed class TokenExchangeGrant(
    CrossTenant<IdentityContext> everyone, ClientStore clients, Profile profile, SigningKeys keys, PublicOrigin origin, ITokenStanding standing, TokenIssuer issuer, TimeProvider clock) : IGrant
{
    public const string ImpersonationToken = "urn:studioops:params:oauth:token-type:impersonation";
    public const string AccessTokenType = "urn:ietf:params:oauth:token-type:access_token";
    private static readonly HashSet<string> OperatorOnly = new(["operator"], StringComparer.Ordinal);
    private static readonly ProtocolError NotGood = ProtocolError.InvalidRequest("subject_token or actor_token is not good, or they do not belong together.");

    public async Task<(TokenResponse?, ProtocolError?)> ExchangeAsync(TokenRequest request, CancellationToken ct)
    {
        var form = request.Form;
        if (form["subject_token"] is not { } shown || form["subject_token_type"] != ImpersonationToken
            || form["actor_token"] is not { } actorToken || form["actor_token_type"] != AccessTokenType
            || form["requested_token_type"] is not (null or AccessTokenType))
        {
            return (null, ProtocolError.InvalidRequest("Send the impersonation as subject_token and your own access token as actor_token, each with its type."));
        }

        if (form["audience"] is not (null or "portal") || form.Has("resource"))
        {
            return (null, new ProtocolError("invalid_target", "A customer's token is for the portal."));
        }

        var now = clock.GetUtcNow();
        var actor = AccessTokenValidator.Validate(actorToken, await keys.PublishedAsync(ct), origin.Issuer, OperatorOnly, now).Token;
        if (actor is null || actor.ActorSubject is not null || standing.Refusal(actor) is not null || (actor.BoundTo is { } key && key != request.Thumbprint))
        {
            return (null, NotGood);
        }

        await using var all = everyone.ReadFor("an impersonation is shown before its tenant is known");
        var hash = RandomToken.Hash(shown);
        var found = await all.Impersonations.SingleOrDefaultAsync(i => i.Hash == hash, ct);
        if (found is null || !found.IsAlive(now) || actor.Subject != found.OperatorId.ToString("D") || actor.SessionId != found.OperatorSession || !May(actor, found))
        {
            return (null, NotGood);
        }

        var user = await all.Users.SingleOrDefaultAsync(u => u.Id == found.SubjectId, ct);
        var status = await all.KnownTenants.Where(t => t.Id == found.TenantId).Select(t => t.Status).SingleOrDefaultAsync(ct);
        if (user is null || user.PlatformRoles.Count > 0 || status is null || TenantLife.IsBlocked(status)
            || await clients.FindAsync("portal", ct) is not { } portal || await profile.OfAsync(user, portal, found.TenantId, ct) is not { } may)
        {
            return (null, NotGood);
        }

        var held = found.Elevated ? may.Permissions : [.. may.Permissions.Where(Reads)];
        var asked = form["scope"]?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (asked?.Any(scope => !held.Contains(scope)) == true)
        {
            return (null, new ProtocolError("invalid_scope", "This impersonation does not hold every permission asked for."));
        }

        var lifetime = found.ExpiresAt - now < TokenIssuer.Lifetime ? found.ExpiresAt - now : TokenIssuer.Lifetime;
        var token = await issuer.DelegatedTokenAsync(
            new Delegation(found, actor, user, request.Client.Id, may with { Permissions = asked ?? held }, lifetime, request.Thumbprint), ct);
        return (new TokenResponse(token, (int)lifetime.TotalSeconds, asked is null ? null : string.Join(' ', asked), IssuedTokenType: AccessTokenType), null);
    }

    private static bool May(AccessToken actor, Impersonation impersonation) =>
        actor.Permissions.Contains(Permissions.TenantsImpersonate) || (!impersonation.Elevated && actor.Permissions.Contains(Permissions.TenantsImpersonateReadOnly));

    private static bool Reads(string permission) => permission.EndsWith(".read", StringComparison.Ordinal) || permission == Permissions.FlagsEvaluate;
}

/// <summary>What a delegated token says.</summary>
internal sealed record Delegation(Impersonation Impersonation, AccessToken Actor, User Subject, string ClientId, Entitlements May, TimeSpan Lifetime, string? Thumbprint);
