using System.Security.Cryptography;

namespace StudioOps.Tokens;

internal sealed record EllipticCurve(string Name, ECCurve Curve, int CoordinateBytes)
{
    public static EllipticCurve P256 { get; } = new("P-256", ECCurve.NamedCurves.nistP256, 32);

    private static EllipticCurve[] All { get; } =
    [
        P256,
        new("P-384", ECCurve.NamedCurves.nistP384, 48),
        new("P-521", ECCurve.NamedCurves.nistP521, 66),
    ];

    public static EllipticCurve? Find(string? name) => Array.Find(All, c => c.Name == name);
}
