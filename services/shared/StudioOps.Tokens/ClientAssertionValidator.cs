using System.Diagnostics.CodeAnalysis;

namespace StudioOps.Tokens;

/// <summary>Either that a client has shown who it is, or the reason why not.</summary>
/// <param name="Id"><c>jti</c>: seen before, it is a replay.</param>
/// <param name="ExpiresAt">Until when it could be replayed.</param>
/// <param name="Refusal">One of <see cref="TokenRefusals"/>.</param>
public readonly record struct ClientAssertionResult(string? Id, DateTimeOffset ExpiresAt, string? Refusal)
{
    /// <summary>Whether it proves the client.</summary>
    [MemberNotNullWhen(true, nameof(Id))]
    public bool Accepted => Id is not null && Refusal is null;
}

/// <summary>Checks what a client signs about itself to authenticate (RFC 7523 §3, private_key_jwt). Pure: the caller remembers the ids.</summary>
public static class ClientAssertionValidator
{
    private static readonly TimeSpan ClockDrift = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);
    private static readonly string?[] Types = [null, "JWT", "client-authentication+jwt"];

    /// <summary>Who an assertion says it is from, unchecked: to look up the keys it is then checked with.</summary>
    public static string? Subject(string compact) =>
        JwsToken.TryParse(compact, out var token, out _) && JsonText.TryObject(token.Payload, out var json) && JsonText.TryOptional(json, "sub", out var subject)
            ? subject
            : null;

    /// <summary>Checks one assertion.</summary>
    /// <param name="compact">The <c>client_assertion</c>.</param>
    /// <param name="keys">The client's public keys.</param>
    /// <param name="clientId">Must be issuer and subject.</param>
    /// <param name="audience">Our issuer, and nothing beside it: an assertion for another server is not one for us.</param>
    /// <param name="now">The time to judge by.</param>
    public static ClientAssertionResult Validate(string compact, JsonWebKeySet keys, string clientId, string audience, DateTimeOffset now)
    {
        if (!JwsToken.TryParse(compact, out var token, out var refusal))
        {
            return Refused(refusal);
        }

        if (!Types.Contains(token.Type, StringComparer.OrdinalIgnoreCase))
        {
            return Refused(TokenRefusals.Type);
        }

        if ((token.KeyId is null && keys.Keys.Count == 1 ? keys.Keys[0] : keys.Find(token.KeyId)) is not { } key)
        {
            return Refused(TokenRefusals.UnknownKey);
        }

        if (token.Verify(key) is { } unverified)
        {
            return Refused(unverified);
        }

        return JsonText.TryObject(token.Payload, out var json) ? Claims(new ClaimReader(json), clientId, audience, now) : Refused(TokenRefusals.Malformed);
    }

    private static ClientAssertionResult Claims(ClaimReader claims, string clientId, string audience, DateTimeOffset now)
    {
        var (issuer, subject, id) = (claims.Required("iss"), claims.Required("sub"), claims.Required("jti"));
        var (audiences, expires) = (claims.Strings("aud", singleAllowed: true), claims.RequiredTime("exp"));
        var from = new[] { claims.Time("iat"), claims.Time("nbf") }.Max() ?? now;
        return claims.Malformed ? Refused(TokenRefusals.Malformed)
            : issuer != clientId || subject != clientId ? Refused(TokenRefusals.Issuer)
            : audiences is not [var only] || only != audience ? Refused(TokenRefusals.Audience)
            : expires <= now ? Refused(TokenRefusals.Expired)
            : from > now + ClockDrift || expires > now + Longest ? Refused(TokenRefusals.NotYetValid)
            : new ClientAssertionResult(id, expires, null);
    }

    private static ClientAssertionResult Refused(string refusal) => new(null, default, refusal);
}
