using System.Diagnostics.CodeAnalysis;

namespace StudioOps.Tokens;

/// <summary>Either which sign-in has ended, or the reason why the token does not say so.</summary>
/// <param name="SessionId">The session that ended (<c>sid</c>).</param>
/// <param name="Id">The token's own id (<c>jti</c>): one that was seen before says nothing new.</param>
/// <param name="Refusal">One of <see cref="TokenRefusals"/>.</param>
public readonly record struct LogoutTokenResult(string? SessionId, string? Id, string? Refusal)
{
    /// <summary>Whether the session may be ended on its word.</summary>
    [MemberNotNullWhen(true, nameof(SessionId), nameof(Id))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool Accepted => Refusal is null;
}

/// <summary>Checks logout tokens (OpenID Connect Back-Channel Logout 1.0 §2.6) that must name a session.</summary>
public static class LogoutTokenValidator
{
    /// <summary>The header's <c>typ</c>: without it an ID token could be passed off as one.</summary>
    public const string Type = "logout+jwt";

    /// <summary>The member of <c>events</c> that makes it one.</summary>
    public const string Event = "http://schemas.openid.net/event/backchannel-logout";

    /// <summary>Checks one compact token.</summary>
    /// <param name="compact">The <c>logout_token</c> as posted.</param>
    /// <param name="keys">The issuer's public keys.</param>
    /// <param name="issuer">The one issuer trusted, compared exactly.</param>
    /// <param name="clientIds">The clients whose sessions we keep; it must be for one of them.</param>
    /// <param name="now">The time to judge by.</param>
    public static LogoutTokenResult Validate(string compact, JsonWebKeySet keys, string issuer, IReadOnlySet<string> clientIds, DateTimeOffset now)
    {
        if (JwtValidation.Check(compact, keys, Type, issuer, clientIds, now, out var claims) is { } refusal)
        {
            return new LogoutTokenResult(null, null, refusal);
        }

        var (session, id) = (claims.Required("sid"), claims.Required("jti"));
        var isEvent = claims.Object("events")?.Object(Event) is not null;
        // A nonce would make it an ID token; the specification forbids it for that reason.
        return claims.Malformed || !isEvent || claims.Json.TryGetProperty("nonce", out _)
            ? new LogoutTokenResult(null, null, TokenRefusals.Malformed)
            : new LogoutTokenResult(session, id, null);
    }
}
