using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace StudioOps.Tokens;

/// <summary>A compact JWS (RFC 7515), taken apart but not yet believed: see <see cref="Verify"/>.</summary>
public sealed class JwsToken
{
    /// <summary>The longest token read, in characters.</summary>
    public const int MaximumLength = 16 * 1024;

    private readonly byte[] signingInput;
    private readonly byte[] signature;
    private readonly JwsAlgorithm? algorithm;

    private JwsToken(byte[] signingInput, byte[] signature, byte[] payload, JsonElement header, string algorithmName, string? keyId, string? type)
    {
        this.signingInput = signingInput;
        this.signature = signature;
        algorithm = JwsAlgorithm.Find(algorithmName);
        Payload = payload;
        Header = header;
        Algorithm = algorithmName;
        KeyId = keyId;
        Type = type;
    }

    /// <summary>The signed bytes. Worth nothing before <see cref="Verify"/> has said so.</summary>
    public ReadOnlyMemory<byte> Payload { get; }

    /// <summary>The protected header.</summary>
    public JsonElement Header { get; }

    /// <summary><c>alg</c> as written.</summary>
    public string Algorithm { get; }

    /// <summary><c>kid</c>, if any.</summary>
    public string? KeyId { get; }

    /// <summary><c>typ</c>, if any.</summary>
    public string? Type { get; }

    /// <summary>Takes a compact serialization apart; <paramref name="refusal"/> says why it could not.</summary>
    public static bool TryParse(string compact, [NotNullWhen(true)] out JwsToken? token, [NotNullWhen(false)] out string? refusal)
    {
        token = null;
        refusal = TokenRefusals.Malformed;
        if (compact.Length > MaximumLength)
        {
            refusal = TokenRefusals.TooLarge;
            return false;
        }

        var firstDot = compact.IndexOf('.', StringComparison.Ordinal);
        var lastDot = compact.LastIndexOf('.');
        var text = compact.AsSpan();
        if (firstDot < 1 || lastDot == firstDot || text[(firstDot + 1)..lastDot].Contains('.')
            || !StrictBase64Url.TryDecode(text[..firstDot], out var headerBytes)
            || !StrictBase64Url.TryDecode(text[(firstDot + 1)..lastDot], out var payload)
            || !StrictBase64Url.TryDecode(text[(lastDot + 1)..], out var signature)
            || !JsonText.TryObject(headerBytes, out var header)
            || !JsonText.TryOptional(header, "alg", out var algorithm) || algorithm is null
            || !JsonText.TryOptional(header, "kid", out var keyId)
            || !JsonText.TryOptional(header, "typ", out var type))
        {
            return false;
        }

        if (header.TryGetProperty("crit", out _))
        {
            refusal = TokenRefusals.CriticalHeader;
            return false;
        }

        refusal = null;
        token = new JwsToken(Encoding.ASCII.GetBytes(compact, 0, lastDot), signature, payload, header, algorithm, keyId, type);
        return true;
    }

    /// <summary>Checks the signature with a key the caller chose. Keys, certificates and addresses named in the header are never used.</summary>
    /// <returns>Nothing when it verifies, otherwise the reason.</returns>
    public string? Verify(VerificationKey key)
    {
        if (algorithm is null || !key.Supports(algorithm))
        {
            return TokenRefusals.Algorithm;
        }

        return key.Verifies(algorithm, signingInput, signature) ? null : TokenRefusals.Signature;
    }
}
