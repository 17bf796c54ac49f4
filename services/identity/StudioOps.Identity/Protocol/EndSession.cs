using StudioOps.Identity.Clients;
using StudioOps.Identity.Data;
using StudioOps.Identity.Keys;
using StudioOps.Identity.Sessions;
using StudioOps.Tokens;

namespace StudioOps.Identity.Protocol;

/// <summary>OpenID Connect RP-Initiated Logout 1.0. A client that names this session, by its ID token or its unguessable sid, signs out at once; anyone else's link asks the person first.</summary>
internal static class EndSession
{
    public static async Task<IResult> Handle(
        HttpContext http, SignInSessions sessions, SessionCookie cookie, ClientStore clients, RedirectUris redirects, SigningKeys keys, PublicOrigin origin, IdentityContext db,
        CancellationToken ct)
    {
        if (await ProtocolParameters.ReadAsync(http.Request, ct) is not { } parameters)
        {
            return new SeeOther("/account/error?reason=request-malformed");
        }

        var hint = Hint(parameters["id_token_hint"], await keys.PublishedAsync(ct), origin);
        if (parameters.Has("id_token_hint") && hint is null)
        {
            return new SeeOther("/account/error?reason=request-malformed");
        }

        var client = await clients.FindAsync(parameters["client_id"] ?? hint?.ClientId, ct);
        var back = "/account/logged-out";
        if (parameters["post_logout_redirect_uri"] is { } address)
        {
            if (client is null || !await redirects.MaySignOutToAsync(client, address, ct))
            {
                return new SeeOther("/account/error?reason=redirect-unknown");
            }

            back = address + (parameters["state"] is { } state ? QueryString.Create("state", state) : default);
        }

        if (await sessions.FindAsync(ct) is not { } signedIn)
        {
            cookie.Delete();
            return new SeeOther(back);
        }

        // The gateway sends the sid alone, because tokens in addresses end up in histories and logs.
        if ((hint?.Sid ?? parameters["logout_hint"]) != signedIn.Session.Sid)
        {
            return new SeeOther("/account/logout");
        }

        await sessions.EndAsync(signedIn.Session, ct);
        await db.SaveChangesAsync(ct);
        cookie.Delete();
        return new SeeOther(back);
    }

    // An expired ID token still names its session: it is asked to prove who issued it, not that it is fresh.
    private static (string ClientId, string? Sid)? Hint(string? compact, JsonWebKeySet keys, PublicOrigin origin)
    {
        if (compact is null)
        {
            return null;
        }

        return IdTokenValidator.ReadHint(compact, keys, origin.Issuer) is { } claims
            ? (claims.GetProperty("aud").GetString()!, claims.TryGetProperty("sid", out var sid) ? sid.GetString() : null)
            : null;
    }
}
