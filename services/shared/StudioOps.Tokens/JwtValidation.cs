namespace StudioOps.Tokens;

// The part every kind of JWT shares: parts, type, key, signature, claims, issuer, audience, times, in this order.
internal static class JwtValidation
{
    private static readonly TimeSpan ClockDrift = TimeSpan.FromSeconds(10);

    public static string? Check(
        string compact, JsonWebKeySet keys, string type, string issuer, IReadOnlySet<string> audiences, DateTimeOffset? now, out ClaimReader claims)
    {
        claims = null!;
        if (!JwsToken.TryParse(compact, out var token, out var refusal))
        {
            return refusal;
        }

        if (!IsType(token.Type, type))
        {
            return TokenRefusals.Type;
        }

        if (keys.Find(token.KeyId) is not { } key)
        {
            return TokenRefusals.UnknownKey;
        }

        if (token.Verify(key) is { } unverified)
        {
            return unverified;
        }

        if (!JsonText.TryObject(token.Payload, out var json))
        {
            return TokenRefusals.Malformed;
        }

        claims = new ClaimReader(json);
        return CheckClaims(claims, issuer, audiences, now);
    }

    private static string? CheckClaims(ClaimReader claims, string issuer, IReadOnlySet<string> audiences, DateTimeOffset? at)
    {
        var issuedBy = claims.Required("iss");
        var issuedFor = claims.Strings("aud", singleAllowed: true);
        var expires = claims.RequiredTime("exp");
        var issued = claims.RequiredTime("iat");
        var notBefore = claims.Time("nbf") ?? issued;
        if (claims.Malformed)
        {
            return TokenRefusals.Malformed;
        }

        if (issuedBy != issuer)
        {
            return TokenRefusals.Issuer;
        }

        if (!issuedFor.Any(audiences.Contains))
        {
            return TokenRefusals.Audience;
        }

        if (at is not { } now)
        {
            return null;
        }

        if (expires <= now)
        {
            return TokenRefusals.Expired;
        }

        return issued > now + ClockDrift || notBefore > now + ClockDrift ? TokenRefusals.NotYetValid : null;
    }

    // Media types compare without case, and `application/` may be left out (RFC 7515 §4.1.9).
    private static bool IsType(string? actual, string expected) =>
        string.Equals(actual, expected, StringComparison.OrdinalIgnoreCase)
        || string.Equals(actual, $"application/{expected}", StringComparison.OrdinalIgnoreCase);
}
