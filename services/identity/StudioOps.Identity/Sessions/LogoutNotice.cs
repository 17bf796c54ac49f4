namespace StudioOps.Identity.Sessions;

/// <summary>A client that has to hear that a sign-in ended. Stored with the end itself and removed when the client has heard, so no crash in between loses it.</summary>
internal sealed class LogoutNotice
{
    /// <summary>Longer than any session of a client lives without a refresh, which it no longer gets.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(12);

    public required Guid Id { get; init; }

    public required string ClientId { get; init; }

    public required string Subject { get; init; }

    public required string Sid { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public int Attempts { get; init; }

    public required DateTimeOffset NextAttemptAt { get; init; }
}
