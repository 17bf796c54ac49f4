using StudioOps.ServiceDefaults;

namespace StudioOps.Gateway.Bff;

/// <summary>Turns a browser's cookie into the bearer token services want. Callers with a token of their own pass untouched.</summary>
internal sealed class SessionTokens(RequestDelegate next, CurrentSession current, PublicOrigin origin)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (SessionCookie.Read(context.Request) is null || context.Request.Headers.Authorization.Count > 0)
        {
            await next(context);
            return;
        }

        if (CrossSite.Refusal(context.Request, origin.Of(context.Portal().Host)) is { } code)
        {
            await Problems.Refuse(StatusCodes.Status403Forbidden, code, "A browser session is used from its own pages only, with the header X-CSRF: 1.").ExecuteAsync(context);
            return;
        }

        SignedIn signedIn;
        try
        {
            signedIn = await current.OfAsync(context);
        }
        catch (RedisAwayException)
        {
            await SessionsAway.Problem(context).ExecuteAsync(context);
            return;
        }

        if (signedIn is not { Token: not null, Session: { } session })
        {
            if (signedIn.Session is null)
            {
                SessionCookie.Delete(context.Response);
            }

            await signedIn.Refuse().ExecuteAsync(context);
            return;
        }

        context.Request.Headers.Authorization = "Bearer " + session.AccessToken;
        await next(context);
    }
}
