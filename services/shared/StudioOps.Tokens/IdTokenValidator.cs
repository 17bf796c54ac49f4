using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace StudioOps.Tokens;

/// <summary>Either the claims of an ID token, or the reason why not.</summary>
/// <param name="Claims">The checked claims.</param>
/// <param name="Refusal">One of <see cref="TokenRefusals"/>.</param>
public readonly record struct IdTokenResult(JsonElement? Claims, string? Refusal)
{
    /// <summary>Whether the claims may be believed.</summary>
    [MemberNotNullWhen(true, nameof(Claims))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool Accepted => Claims is not null;
}

/// <summary>Checks ID tokens (OpenID Connect Core §3.1.3.7) for the client that asked for them.</summary>
public static class IdTokenValidator
{
    /// <summary>Checks one compact token.</summary>
    /// <param name="compact">The <c>id_token</c> of the token response.</param>
    /// <param name="keys">The issuer's public keys.</param>
    /// <param name="issuer">The one issuer trusted, compared exactly.</param>
    /// <param name="clientId">The client that asked; the only audience accepted.</param>
    /// <param name="nonce">What the client sent to the authorize endpoint, if anything.</param>
    /// <param name="now">The time to judge by.</param>
    public static IdTokenResult Validate(string compact, JsonWebKeySet keys, string issuer, string clientId, string? nonce, DateTimeOffset now)
    {
        var audience = new HashSet<string>(StringComparer.Ordinal) { clientId };
        if (JwtValidation.Check(compact, keys, "JWT", issuer, audience, now, out var claims) is { } refusal)
        {
            return new IdTokenResult(null, refusal);
        }

        claims.Required("sub");
        var actual = claims.Optional("nonce");
        var foreign = claims.Strings("aud", singleAllowed: true).Length != 1;
        if (claims.Malformed)
        {
            return new IdTokenResult(null, TokenRefusals.Malformed);
        }

        if (foreign)
        {
            return new IdTokenResult(null, TokenRefusals.Audience);
        }

        return actual == nonce ? new IdTokenResult(claims.Json, null) : new IdTokenResult(null, TokenRefusals.Nonce);
    }

    /// <summary>Reads a token sent back as <c>id_token_hint</c>, whichever one client it is for.</summary>
    public static JsonElement? ReadHint(string compact, JsonWebKeySet keys, string issuer) =>
        JwsToken.TryParse(compact, out var token, out _) && JsonText.TryObject(token.Payload, out var claims)
        && JsonText.TryOptional(claims, "aud", out var client) && client is not null
            ? ReadHint(compact, keys, issuer, client)
            : null;

    /// <summary>Reads a token sent back as <c>id_token_hint</c>: it must be this issuer's and for that client, but may have expired
    /// (OpenID Connect RP-Initiated Logout 1.0 §4).</summary>
    public static JsonElement? ReadHint(string compact, JsonWebKeySet keys, string issuer, string clientId)
    {
        var audience = new HashSet<string>(StringComparer.Ordinal) { clientId };
        return JwtValidation.Check(compact, keys, "JWT", issuer, audience, now: null, out var claims) is null ? claims.Json : null;
    }
}
