using StudioOps.ServiceDefaults;

namespace StudioOps.Gateway.Bff;

/// <summary>Where to go to end the sign-in itself, for scripts that cannot follow a redirect to another origin.</summary>
internal sealed record LogoutResource(string Location);

/// <summary>Ends the session here at once, then at identity.</summary>
internal static class Logout
{
    public static async Task<IResult> Handle(HttpContext context, SessionStore sessions, PublicOrigin origin)
    {
        var portal = context.Portal();
        var home = origin.Of(portal.Host);
        if (CrossSite.Refusal(context.Request, home) is { } code)
        {
            return Problems.Refuse(StatusCodes.Status403Forbidden, code, "Signing out is asked for by our own pages only, with the header X-CSRF: 1.");
        }

        var id = SessionCookie.Read(context.Request);
        var session = id is null ? null : await sessions.FindAsync(id);
        if (session is not null && session.Host != portal.Host)
        {
            session = null;   // made at another portal: nothing here, and not ours to end
        }
        else if (id is not null)
        {
            await sessions.RemoveAsync(id);
            SessionCookie.Delete(context.Response);
        }

        // No id_token_hint: a token in an address ends up in histories and logs. The session's own name says as much.
        var query = QueryString.Create("client_id", portal.ClientId).Add("post_logout_redirect_uri", home + "/");
        var location = origin.Issuer + "/connect/end_session" + (session?.SessionId is { } sid ? query.Add("logout_hint", sid) : query);
        context.Response.Headers.CacheControl = "no-store";
        return context.Request.Headers.Accept.ToString().Contains("application/json", StringComparison.OrdinalIgnoreCase)
            ? TypedResults.Ok(new LogoutResource(location))
            : new SeeOther(location);
    }
}
