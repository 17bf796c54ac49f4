using System.Security.Cryptography;
using System.Text;

namespace StudioOps.Tokens;

/// <summary>An ES256 key pair that signs. Its name is the RFC 7638 thumbprint of its public half.</summary>
public sealed class SigningKey
{
    private readonly byte[] pkcs8;
    private readonly KeyPool<ECDsa> pool;

    private SigningKey(ECDsa key, DateTimeOffset notBefore)
    {
        var parameters = key.ExportParameters(includePrivateParameters: false);
        var material = new EllipticCurvePublicKey(EllipticCurve.P256, parameters.Q);
        var thumbprint = new JsonWebKey(material, keyId: null, algorithm: null).Thumbprint;

        pkcs8 = key.ExportPkcs8PrivateKey();
        pool = new KeyPool<ECDsa>(() => Load(pkcs8));
        NotBefore = notBefore;
        PublicJwk = new JsonWebKey(material, thumbprint, "ES256");
    }

    /// <summary>The key's name (<c>kid</c>).</summary>
    public string KeyId => PublicJwk.KeyId!;

    /// <summary>From when on the key may sign; it is announced earlier so that caches have seen it.</summary>
    public DateTimeOffset NotBefore { get; }

    /// <summary>The public half, as it is published.</summary>
    public JsonWebKey PublicJwk { get; }

    /// <summary>A new key pair.</summary>
    public static SigningKey Generate(DateTimeOffset notBefore = default)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new SigningKey(key, notBefore);
    }

    /// <summary>Reads a key pair that <see cref="Export"/> wrote.</summary>
    /// <exception cref="CryptographicException">The bytes are no PKCS#8 key on P-256.</exception>
    public static SigningKey Import(ReadOnlySpan<byte> pkcs8, DateTimeOffset notBefore = default)
    {
        using var key = Load(pkcs8);
        return new SigningKey(key, notBefore);
    }

    /// <summary>The private key as PKCS#8, unencrypted: the caller wraps it.</summary>
    public byte[] Export() => [.. pkcs8];

    /// <summary>Signs a payload as a compact JWS.</summary>
    /// <param name="type"><c>typ</c> of the header, such as <c>at+jwt</c>.</param>
    /// <param name="payload">The bytes to sign.</param>
    public string Sign(string type, ReadOnlySpan<byte> payload)
    {
        var header = $$"""{"alg":"ES256","typ":"{{type}}","kid":"{{KeyId}}"}""";
        var input = $"{StrictBase64Url.Encode(Encoding.UTF8.GetBytes(header))}.{StrictBase64Url.Encode(payload)}";
        var signature = pool.Use(input, static (key, text) => key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256));
        return $"{input}.{StrictBase64Url.Encode(signature)}";
    }

    private static ECDsa Load(ReadOnlySpan<byte> pkcs8)
    {
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(pkcs8, out _);
        if (key.KeySize == 256 && key.ExportParameters(false).Curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value)
        {
            return key;
        }

        key.Dispose();
        throw new CryptographicException("Signing keys are on P-256.");
    }
}
