namespace StudioOps.Identity.Mail;

/// <summary>A link by which somebody chooses a password: by hash, once, and not for long.</summary>
internal sealed class AccountLink
{
    public static readonly TimeSpan InvitationLasts = TimeSpan.FromDays(7);
    public static readonly TimeSpan ResetLasts = TimeSpan.FromHours(1);

    public required byte[] Hash { get; init; }

    public required Guid UserId { get; init; }

    public required AccountMailKind Kind { get; init; }

    public string? Portal { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? UsedAt { get; init; }
}
