using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace StudioOps.Tokens;

/// <summary>Either which key was proven, or the reason why none was.</summary>
/// <param name="Thumbprint">RFC 7638 thumbprint of the key: what <c>cnf.jkt</c> of a bound token names.</param>
/// <param name="Id"><c>jti</c>: seen before, it is a replay.</param>
/// <param name="Nonce">The server's nonce it carries, if any.</param>
/// <param name="Refusal">One of <see cref="TokenRefusals"/>.</param>
public readonly record struct DpopResult(string? Thumbprint, string? Id, string? Nonce, string? Refusal)
{
    /// <summary>Whether the key was proven for this request.</summary>
    [MemberNotNullWhen(true, nameof(Thumbprint), nameof(Id))]
    public bool Accepted => Thumbprint is not null && Id is not null && Refusal is null;
}

/// <summary>Checks proofs of possession (RFC 9449 §4.3). Pure: the caller remembers the ids and judges the nonce.</summary>
public static class DpopProof
{
    /// <summary>How old a proof may be; ids must be remembered for as long.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan ClockDrift = TimeSpan.FromSeconds(10);
    private static readonly string[] PrivateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

    /// <summary>Checks one proof.</summary>
    /// <param name="compact">The <c>DPoP</c> header.</param>
    /// <param name="method">The request's method.</param>
    /// <param name="url">The request's address; query and fragment do not count.</param>
    /// <param name="accessToken">The token it comes with, or null where tokens are asked for.</param>
    /// <param name="now">The time to judge by.</param>
    public static DpopResult Validate(string compact, string method, string url, string? accessToken, DateTimeOffset now)
    {
        if (!JwsToken.TryParse(compact, out var token, out var refusal))
        {
            return Refused(refusal);
        }

        if (!string.Equals(token.Type, "dpop+jwt", StringComparison.OrdinalIgnoreCase))
        {
            return Refused(TokenRefusals.Type);
        }

        if (!token.Header.TryGetProperty("jwk", out var jwk) || jwk.ValueKind != JsonValueKind.Object
            || Array.Exists(PrivateMembers, member => jwk.TryGetProperty(member, out _)) || !JsonWebKey.TryParse(jwk, out var key))
        {
            return Refused(TokenRefusals.UnknownKey);
        }

        if (token.Verify(key) is { } unverified)
        {
            return Refused(unverified);
        }

        if (!JsonText.TryObject(token.Payload, out var json))
        {
            return Refused(TokenRefusals.Malformed);
        }

        var claims = new ClaimReader(json);
        var (id, issued, nonce, hash) = (claims.Required("jti"), claims.RequiredTime("iat"), claims.Optional("nonce"), claims.Optional("ath"));
        var (htm, htu) = (claims.Required("htm"), claims.Required("htu"));
        return claims.Malformed || id.Length > 200 ? Refused(TokenRefusals.Malformed)
            : htm != method || !SameAddress(htu, url) ? Refused(TokenRefusals.Audience)
            : issued > now + ClockDrift ? Refused(TokenRefusals.NotYetValid)
            : issued < now - Lifetime ? Refused(TokenRefusals.Expired)
            : accessToken is not null && hash != StrictBase64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(accessToken))) ? Refused(TokenRefusals.Proof)
            : new DpopResult(key.Thumbprint, id, nonce, null);
    }

    private static bool SameAddress(string stated, string actual) =>
        Uri.TryCreate(stated, UriKind.Absolute, out var one) && Uri.TryCreate(actual, UriKind.Absolute, out var other)
        && Uri.Compare(one, other, UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.Unescaped, StringComparison.Ordinal) == 0;

    private static DpopResult Refused(string refusal) => new(null, null, null, refusal);
}
