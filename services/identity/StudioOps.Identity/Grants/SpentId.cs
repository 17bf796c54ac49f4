namespace StudioOps.Identity.Grants;

/// <summary>The <c>jti</c> of something that serves once: a client's assertion, a proof of possession. Kept for as long as it could be shown again.</summary>
internal sealed class SpentId
{
    /// <summary>SHA-256 over what it was, whose, and its id.</summary>
    public required byte[] Hash { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}
