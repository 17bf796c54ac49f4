namespace StudioOps.Identity.Grants;

/// <summary>A refresh token, by hash. Each serves once and is replaced; showing a replaced one revokes the family.</summary>
internal sealed class RefreshToken
{
    public static readonly TimeSpan Idle = TimeSpan.FromHours(8);

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
}
