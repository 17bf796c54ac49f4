namespace StudioOps.Tokens;

/// <summary>A key that can say whether a signature is its own. Either a public key (<see cref="JsonWebKey"/>) or an
/// explicitly shared secret (<see cref="SharedSecretKey"/>); a token cannot move a key from one kind to the other.</summary>
public abstract class VerificationKey
{
    private protected VerificationKey(string? keyId) => KeyId = keyId;

    /// <summary>The key's name in token headers (<c>kid</c>), if it has one.</summary>
    public string? KeyId { get; }

    internal abstract bool Supports(JwsAlgorithm algorithm);

    internal abstract bool Verifies(JwsAlgorithm algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature);
}
