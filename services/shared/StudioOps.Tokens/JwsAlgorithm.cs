using System.Collections.Frozen;
using System.Security.Cryptography;

namespace StudioOps.Tokens;

internal enum KeyKind
{
    EllipticCurve,
    Rsa,
    Shared,
}

// One row per algorithm offered. A name binds the kind of key it may be used with, so that a token can never choose
// to have a public key read as a shared secret. `none` and EdDSA are not rows: they are refused like any unknown name.
internal sealed record JwsAlgorithm(string Name, KeyKind Kind, HashAlgorithmName Hash, int HashBytes, string? Curve = null, bool Pss = false)
{
    private static readonly FrozenDictionary<string, JwsAlgorithm> Offered = new JwsAlgorithm[]
    {
        new("ES256", KeyKind.EllipticCurve, HashAlgorithmName.SHA256, 32, "P-256"),
        new("ES384", KeyKind.EllipticCurve, HashAlgorithmName.SHA384, 48, "P-384"),
        new("ES512", KeyKind.EllipticCurve, HashAlgorithmName.SHA512, 64, "P-521"),
        new("RS256", KeyKind.Rsa, HashAlgorithmName.SHA256, 32),
        new("RS384", KeyKind.Rsa, HashAlgorithmName.SHA384, 48),
        new("RS512", KeyKind.Rsa, HashAlgorithmName.SHA512, 64),
        new("PS256", KeyKind.Rsa, HashAlgorithmName.SHA256, 32, Pss: true),
        new("PS384", KeyKind.Rsa, HashAlgorithmName.SHA384, 48, Pss: true),
        new("PS512", KeyKind.Rsa, HashAlgorithmName.SHA512, 64, Pss: true),
        new("HS256", KeyKind.Shared, HashAlgorithmName.SHA256, 32),
        new("HS384", KeyKind.Shared, HashAlgorithmName.SHA384, 48),
        new("HS512", KeyKind.Shared, HashAlgorithmName.SHA512, 64),
    }.ToFrozenDictionary(a => a.Name, StringComparer.Ordinal);

    public RSASignaturePadding Padding => Pss ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;

    public static JwsAlgorithm? Find(string name) => Offered.GetValueOrDefault(name);
}
