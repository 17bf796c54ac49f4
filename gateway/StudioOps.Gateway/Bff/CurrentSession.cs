using Microsoft.Extensions.Options;
using StudioOps.ServiceDefaults;
using StudioOps.Tokens;

namespace StudioOps.Gateway.Bff;

/// <summary>Who is signed in with this browser: session and token, or why not.</summary>
internal sealed record SignedIn(BrowserSession? Session, AccessToken? Token, string? Refusal)
{
    public IResult Refuse() => Refusal == "identity.unavailable"
        ? Problems.Refuse(StatusCodes.Status503ServiceUnavailable, Refusal, "Sign-in does not answer just now; the session is kept.")
        : Problems.Refuse(StatusCodes.Status401Unauthorized, Refusal ?? "session.missing", "Sign in at /bff/login.");
}

/// <summary>Finds a browser's session and keeps its token good; the browser notices nothing.</summary>
internal sealed class CurrentSession(
    SessionStore sessions, TokenRefresh refresh, TokenVerdicts verdicts, ITokenStanding standing, PublicOrigin origin, IOptionsMonitor<AccessTokenOptions> options, TimeProvider clock)
{
    // A token this close to its end could die on the way to the service.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(15);

    // Refusals about the person, not the token: a fresh token would not help.
    private static readonly string[] Final = ["tenant.suspended", "account.disabled", "session.ended", "client.disabled"];

    /// <exception cref="RedisAwayException">Nobody can say.</exception>
    public async Task<SignedIn> OfAsync(HttpContext context)
    {
        if (SessionCookie.Read(context.Request) is not { } id || await sessions.FindAsync(id) is not { } session || session.Host != context.Portal().Host)
        {
            return new SignedIn(null, null, "session.missing");
        }

        var (token, refusal) = await JudgeAsync(session, context.RequestAborted);
        if (token is null ? !Final.Contains(refusal) : token.ExpiresAt - clock.GetUtcNow() < Margin)
        {
            var renewal = await refresh.RenewAsync(id, session.AccessToken);
            if (renewal.Session is not null)
            {
                session = renewal.Session;
                (token, refusal) = await JudgeAsync(session, context.RequestAborted);
            }
            else if (token is null || renewal.Refusal != "identity.unavailable")
            {
                (token, refusal) = (null, renewal.Refusal);
            }
        }

        if (refusal is "session.ended" or "account.disabled")
        {
            await sessions.RemoveAsync(id);
        }

        return new SignedIn(session, token, refusal);
    }

    private async Task<(AccessToken? Token, string? Refusal)> JudgeAsync(BrowserSession session, CancellationToken ct)
    {
        var (token, refusal) = await verdicts.JudgeAsync(
            session.AccessToken, origin.Issuer, options.Get(AccessTokenAuthentication.Scheme).Audiences, clock.GetUtcNow(), ct);
        refusal ??= standing.Refusal(token!);
        return refusal is null ? (token, null) : (null, refusal);
    }
}
