using StudioOps.ServiceDefaults;

namespace StudioOps.Gateway.Bff;

/// <summary>Without Redis nobody can be signed in with a browser; the endpoints say so plainly instead of failing.</summary>
internal sealed class SessionsAway : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (RedisAwayException)
        {
            var http = context.HttpContext;
            return http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase) ? Page(http) : Problem(http);
        }
    }

    public static IResult Problem(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "2";
        return Problems.Refuse(StatusCodes.Status503ServiceUnavailable, "session.unavailable", "Browser sessions cannot be read just now; calls with a token of their own go on.");
    }

    private static PlainPage Page(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "2";
        return new PlainPage(StatusCodes.Status503ServiceUnavailable, "Not available now", "Signing in does not work at this moment. Nothing is lost; please try again shortly.", context.Request.Path.StartsWithSegments("/bff/callback") ? "/bff/login" : null);
    }
}
