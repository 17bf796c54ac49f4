namespace StudioOps.Tokens;

/// <summary>Why a token was refused: stable codes for logs and problem documents.</summary>
public static class TokenRefusals
{
    /// <summary>Longer than <see cref="JwsToken.MaximumLength"/> characters.</summary>
    public const string TooLarge = "token.too-large";

    /// <summary>Not a compact JWS, not strict base64url, not JSON, a member twice, or a claim of the wrong type.</summary>
    public const string Malformed = "token.malformed";

    /// <summary>The header asks for an extension (<c>crit</c>); none is supported.</summary>
    public const string CriticalHeader = "token.critical-header";

    /// <summary><c>alg</c> is not offered (<c>none</c> and EdDSA included) or does not fit the key.</summary>
    public const string Algorithm = "token.algorithm";

    /// <summary><c>typ</c> is not the kind of token asked for.</summary>
    public const string Type = "token.type";

    /// <summary>No key of that name.</summary>
    public const string UnknownKey = "token.unknown-key";

    /// <summary>The signature does not verify.</summary>
    public const string Signature = "token.signature";

    /// <summary>Another issuer.</summary>
    public const string Issuer = "token.issuer";

    /// <summary>For another audience.</summary>
    public const string Audience = "token.audience";

    /// <summary>Past its time.</summary>
    public const string Expired = "token.expired";

    /// <summary>Issued or valid only in the future.</summary>
    public const string NotYetValid = "token.not-yet-valid";

    /// <summary>The token is bound to a key, and that key was not proven for this request.</summary>
    public const string Proof = "token.proof";

    /// <summary>The nonce is not the one sent.</summary>
    public const string Nonce = "token.nonce";
}
