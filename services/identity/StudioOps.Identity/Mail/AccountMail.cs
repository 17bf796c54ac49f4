namespace StudioOps.Identity.Mail;

/// <summary>A mail about an account that waits to be sent. It names whom it is for and why; the link in it is made when it leaves, so nothing at rest opens an account.</summary>
internal sealed class AccountMail
{
    /// <summary>Past this nobody waits for it any more.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(12);

    public required Guid Id { get; init; }

    public required AccountMailKind Kind { get; init; }

    /// <summary>As typed: whether there is such a person is found out when it is sent, so that asking looks the same for everyone.</summary>
    public required string Email { get; init; }

    /// <summary>Slug of the tenant whose portal it leads to; null for the console.</summary>
    public string? Portal { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public int Attempts { get; init; }

    public required DateTimeOffset NextAttemptAt { get; init; }
}

internal enum AccountMailKind
{
    /// <summary>Somebody was invited and has no password yet.</summary>
    Invitation,

    /// <summary>Somebody who has an account now belongs to one tenant more.</summary>
    Welcome,

    /// <summary>A password is to be chosen anew.</summary>
    Reset,
}
