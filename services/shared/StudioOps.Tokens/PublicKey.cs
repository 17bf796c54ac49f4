using System.Security.Cryptography;
using System.Text.Json;

namespace StudioOps.Tokens;

// The key material behind a JsonWebKey: what the required members are, and how a signature is checked.
internal abstract class PublicKey
{
    public abstract string CanonicalJson { get; }

    public abstract bool Supports(JwsAlgorithm algorithm);

    public abstract bool Verifies(JwsAlgorithm algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature);

    public abstract void WriteMembers(Utf8JsonWriter writer);

    public static PublicKey? Read(JsonElement json) =>
        JsonText.TryOptional(json, "kty", out var kind)
            ? kind switch
            {
                "EC" => EllipticCurvePublicKey.Read(json),
                "RSA" => RsaPublicKey.Read(json),
                _ => null,
            }
            : null;

    protected readonly ref struct Signed(JwsAlgorithm algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        public readonly JwsAlgorithm Algorithm = algorithm;
        public readonly ReadOnlySpan<byte> Data = data;
        public readonly ReadOnlySpan<byte> Signature = signature;
    }
}

internal sealed class EllipticCurvePublicKey : PublicKey
{
    private readonly EllipticCurve curve;
    private readonly ECPoint point;
    private readonly KeyPool<ECDsa> pool;

    public EllipticCurvePublicKey(EllipticCurve curve, ECPoint point)
    {
        this.curve = curve;
        this.point = point;
        pool = new KeyPool<ECDsa>(() => ECDsa.Create(new ECParameters { Curve = curve.Curve, Q = point }));
        pool.Use(0, static (_, _) => true); // the import refuses a point that is not on the curve
    }

    public override string CanonicalJson =>
        $$"""{"crv":"{{curve.Name}}","kty":"EC","x":"{{StrictBase64Url.Encode(point.X)}}","y":"{{StrictBase64Url.Encode(point.Y)}}"}""";

    public override bool Supports(JwsAlgorithm algorithm) =>
        algorithm.Kind == KeyKind.EllipticCurve && algorithm.Curve == curve.Name;

    public override bool Verifies(JwsAlgorithm algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        signature.Length == 2 * curve.CoordinateBytes
        && pool.Use(new Signed(algorithm, data, signature), static (key, s) => key.VerifyData(s.Data, s.Signature, s.Algorithm.Hash));

    public override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("kty", "EC");
        writer.WriteString("crv", curve.Name);
        writer.WriteString("x", StrictBase64Url.Encode(point.X));
        writer.WriteString("y", StrictBase64Url.Encode(point.Y));
    }

    public static new EllipticCurvePublicKey? Read(JsonElement json)
    {
        if (!JsonText.TryOptional(json, "crv", out var name) || EllipticCurve.Find(name) is not { } curve
            || JsonText.Bytes(json, "x") is not { } x || JsonText.Bytes(json, "y") is not { } y
            || x.Length != curve.CoordinateBytes || y.Length != curve.CoordinateBytes)
        {
            return null;
        }

        try
        {
            return new EllipticCurvePublicKey(curve, new ECPoint { X = x, Y = y });
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}

internal sealed class RsaPublicKey : PublicKey
{
    private readonly RSAParameters parameters;
    private readonly KeyPool<RSA> pool;

    private RsaPublicKey(RSAParameters parameters)
    {
        this.parameters = parameters;
        pool = new KeyPool<RSA>(() => RSA.Create(parameters));
        pool.Use(0, static (_, _) => true);
    }

    public override string CanonicalJson =>
        $$"""{"e":"{{StrictBase64Url.Encode(parameters.Exponent)}}","kty":"RSA","n":"{{StrictBase64Url.Encode(parameters.Modulus)}}"}""";

    public override bool Supports(JwsAlgorithm algorithm) => algorithm.Kind == KeyKind.Rsa;

    public override bool Verifies(JwsAlgorithm algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        signature.Length == parameters.Modulus!.Length
        && pool.Use(
            new Signed(algorithm, data, signature),
            static (key, s) => key.VerifyData(s.Data, s.Signature, s.Algorithm.Hash, s.Algorithm.Padding));

    public override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("kty", "RSA");
        writer.WriteString("n", StrictBase64Url.Encode(parameters.Modulus));
        writer.WriteString("e", StrictBase64Url.Encode(parameters.Exponent));
    }

    public static new RsaPublicKey? Read(JsonElement json)
    {
        // 2048 bits is the floor of RFC 7518 §3.3; the ceiling keeps a hostile key set from buying processor time.
        if (JsonText.Bytes(json, "n") is not { Length: >= 256 and <= 1024 } modulus || modulus[0] == 0
            || JsonText.Bytes(json, "e") is not { Length: >= 1 and <= 8 } exponent
            || exponent[0] == 0 || exponent[^1] % 2 == 0 || exponent is [1])
        {
            return null;
        }

        try
        {
            return new RsaPublicKey(new RSAParameters { Modulus = modulus, Exponent = exponent });
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
