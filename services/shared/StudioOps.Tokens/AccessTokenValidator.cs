using System.Diagnostics.CodeAnalysis;

namespace StudioOps.Tokens;

/// <summary>Either a token one may act on, or the reason why not.</summary>
/// <param name="Token">The checked token.</param>
/// <param name="Refusal">One of <see cref="TokenRefusals"/>.</param>
public readonly record struct TokenResult(AccessToken? Token, string? Refusal)
{
    /// <summary>Whether the token may be acted on.</summary>
    [MemberNotNullWhen(true, nameof(Token))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool Accepted => Token is not null;
}

/// <summary>Checks access tokens (RFC 9068). Pure: no clock, no network, no cache.</summary>
public static class AccessTokenValidator
{
    /// <summary>Checks one compact token.</summary>
    /// <param name="compact">What the caller presented.</param>
    /// <param name="keys">The issuer's public keys.</param>
    /// <param name="issuer">The one issuer trusted, compared exactly.</param>
    /// <param name="audiences">Any of these suffices.</param>
    /// <param name="now">The time to judge by.</param>
    public static TokenResult Validate(string compact, JsonWebKeySet keys, string issuer, IReadOnlySet<string> audiences, DateTimeOffset now)
    {
        if (JwtValidation.Check(compact, keys, AccessToken.Type, issuer, audiences, now, out var claims) is { } refusal)
        {
            return new TokenResult(null, refusal);
        }

        var token = new AccessToken(claims);
        return claims.Malformed ? new TokenResult(null, TokenRefusals.Malformed) : new TokenResult(token, null);
    }
}
