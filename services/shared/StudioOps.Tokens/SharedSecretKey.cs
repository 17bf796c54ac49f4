using System.Security.Cryptography;

namespace StudioOps.Tokens;

/// <summary>A secret both sides hold, for HS256, HS384 and HS512. Never part of a key set.</summary>
public sealed class SharedSecretKey : VerificationKey
{
    private readonly byte[] secret;

    /// <summary>Wraps a copy of the secret.</summary>
    /// <param name="secret">At least as long as the hash of the algorithm it serves (RFC 7518 §3.2).</param>
    /// <param name="keyId">The key's name, if it has one.</param>
    public SharedSecretKey(ReadOnlySpan<byte> secret, string? keyId = null)
        : base(keyId) => this.secret = secret.ToArray();

    internal override bool Supports(JwsAlgorithm algorithm) =>
        algorithm.Kind == KeyKind.Shared && secret.Length >= algorithm.HashBytes;

    internal override bool Verifies(JwsAlgorithm algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (!Supports(algorithm))
        {
            return false;
        }

        Span<byte> expected = stackalloc byte[algorithm.HashBytes];
        CryptographicOperations.HmacData(algorithm.Hash, secret, data, expected);
        return CryptographicOperations.FixedTimeEquals(expected, signature);
    }
}
