using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace StudioOps.Tokens;

/// <summary>A public key as RFC 7517 writes it: EC on P-256, P-384 or P-521, or RSA of 2048 to 8192 bits.</summary>
public sealed class JsonWebKey : VerificationKey
{
    private readonly PublicKey key;
    private readonly string? algorithm;

    internal JsonWebKey(PublicKey key, string? keyId, string? algorithm)
        : base(keyId)
    {
        this.key = key;
        this.algorithm = algorithm;
    }

    /// <summary>The only algorithm this key may be used with, when it names one.</summary>
    public string? Algorithm => algorithm;

    /// <summary>The RFC 7638 thumbprint: SHA-256 of the required members in order, base64url.</summary>
    public string Thumbprint => StrictBase64Url.Encode(SHA256.HashData(Encoding.UTF8.GetBytes(key.CanonicalJson)));

    /// <summary>Reads one key. Keys for encryption, of unknown kinds, too small or malformed give <c>false</c>;
    /// private members are ignored.</summary>
    public static bool TryParse(JsonElement json, [NotNullWhen(true)] out JsonWebKey? key)
    {
        key = null;
        if (json.ValueKind != JsonValueKind.Object || !ServesVerification(json)
            || !JsonText.TryOptional(json, "kid", out var keyId) || !JsonText.TryOptional(json, "alg", out var algorithm)
            || PublicKey.Read(json) is not { } material)
        {
            return false;
        }

        key = new JsonWebKey(material, keyId, algorithm);
        return true;
    }

    /// <summary>Writes the key with <c>use</c> <c>sig</c>.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        key.WriteMembers(writer);
        writer.WriteString("use", "sig");
        if (algorithm is not null)
        {
            writer.WriteString("alg", algorithm);
        }

        if (KeyId is not null)
        {
            writer.WriteString("kid", KeyId);
        }

        writer.WriteEndObject();
    }

    internal override bool Supports(JwsAlgorithm algorithm) =>
        (this.algorithm is null || this.algorithm == algorithm.Name) && key.Supports(algorithm);

    internal override bool Verifies(JwsAlgorithm algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        Supports(algorithm) && key.Verifies(algorithm, data, signature);

    private static bool ServesVerification(JsonElement json)
    {
        if (json.TryGetProperty("use", out var use) && (use.ValueKind != JsonValueKind.String || !use.ValueEquals("sig")))
        {
            return false;
        }

        return !json.TryGetProperty("key_ops", out var operations)
            || (operations.ValueKind == JsonValueKind.Array
                && operations.EnumerateArray().Any(o => o.ValueKind == JsonValueKind.String && o.ValueEquals("verify")));
    }
}
