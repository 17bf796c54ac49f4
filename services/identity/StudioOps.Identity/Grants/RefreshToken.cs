namespace StudioOps.Identity.Grants;

/// <summary>A refresh token, by hash. Each serves once and is replaced; showing a replaced one revokes the family.</summary>
internal sealed class RefreshToken
{
    public static readonly TimeSpan Idle = TimeSpan.FromHours(8);

    /// <summary>How long a client may show a spent one again because it never got the answer.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    public required byte[] Hash { get; init; }

    public required Guid FamilyId { get; init; }

    public required string ClientId { get; init; }

    public required Guid UserId { get; init; }

    public required Guid SessionId { get; init; }

    public Guid? TenantId { get; init; }

    public required string Scope { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? UsedAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>The one it replaced.</summary>
    public byte[]? ParentHash { get; init; }

    /// <summary>When it was shown again by somebody whose answer was lost; that is forgiven once.</summary>
    public DateTimeOffset? ForgivenAt { get; init; }

    /// <summary>The key it is bound to: without a proof of it the token is worth nothing.</summary>
    public string? DpopThumbprint { get; init; }
}
