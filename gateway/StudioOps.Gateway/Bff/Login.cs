using System.Globalization;
using StudioOps.ServiceDefaults;

namespace StudioOps.Gateway.Bff;

/// <summary>Leaves for the sign-in page: code flow with PKCE, state and nonce.</summary>
internal static class Login
{
    public const string CallbackPath = "/bff/callback";
    private const string Scope = "openid profile email offline_access";

    public static async Task<IResult> Handle(HttpContext context, LoginAttempts attempts, GatewayRedis redis, PublicOrigin origin, string? returnUrl = null, int? maxAge = null)
    {
        if (returnUrl is not null && !ReturnUrl.IsLocal(returnUrl))
        {
            return Problems.Refuse(StatusCodes.Status400BadRequest, "return-url.invalid", "returnUrl is a path of this host, beginning with one slash.");
        }

        if (maxAge < 0)
        {
            return Problems.Refuse(StatusCodes.Status400BadRequest, "request.invalid", "maxAge is a number of seconds.");
        }

        // Better to hear it before typing a password than after.
        await redis.PingAsync();
        var portal = context.Portal();
        var attempt = attempts.Start(context, portal, returnUrl ?? "/");
        var parameters = new Dictionary<string, string?>
        {
            ["client_id"] = attempt.ClientId,
            ["redirect_uri"] = origin.Of(portal.Host) + CallbackPath,
            ["response_type"] = "code",
            ["scope"] = Scope,
            ["state"] = attempt.State,
            ["nonce"] = attempt.Nonce,
            ["code_challenge"] = attempt.Challenge,
            ["code_challenge_method"] = "S256",
        };
        if (maxAge is { } seconds)
        {
            parameters["max_age"] = seconds.ToString(CultureInfo.InvariantCulture);   // for a call that was refused with step-up.required
        }

        return new SeeOther(origin.Issuer + "/connect/authorize" + QueryString.Create(parameters));
    }
}

/// <summary>303: whatever came in is never sent on to the next address.</summary>
internal sealed class SeeOther(string location) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = location;
        httpContext.Response.Headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }
}
