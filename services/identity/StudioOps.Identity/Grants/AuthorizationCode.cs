namespace StudioOps.Identity.Grants;

/// <summary>One sign-in on its way to a client: 60 seconds, once.</summary>
internal sealed class AuthorizationCode
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    public required byte[] Hash { get; init; }

    public required string ClientId { get; init; }

    public required string RedirectUri { get; init; }

    /// <summary>Null for a confidential client that need not use PKCE and did not.</summary>
    public string? CodeChallenge { get; init; }

    public required Guid UserId { get; init; }

    public required Guid SessionId { get; init; }

    public Guid? TenantId { get; init; }

    public required string Scope { get; init; }

    public string? Nonce { get; init; }

    /// <summary>The key its tokens will be bound to, when the client named it already (RFC 9449 §10).</summary>
    public string? DpopThumbprint { get; init; }

    /// <summary>The refresh tokens that come from it share this; a second use of the code revokes them.</summary>
    public required Guid FamilyId { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? UsedAt { get; init; }
}
