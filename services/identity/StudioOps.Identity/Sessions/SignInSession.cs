namespace StudioOps.Identity.Sessions;

/// <summary>A person signed in with one browser. The browser holds a random secret, we hold its hash.</summary>
internal sealed class SignInSession
{
    public const string Password = "pwd";
    public const string OneTimeCode = "otp";
    public const string MultiFactor = "mfa";

    public required Guid Id { get; init; }

    public required byte[] SecretHash { get; set; }

    public required Guid UserId { get; init; }

    /// <summary>How they signed in (RFC 8176).</summary>
    public List<string> Amr { get; init; } = [];

    /// <summary>When they last proved who they are.</summary>
    public required DateTimeOffset AuthenticatedAt { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The end nothing can move.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>What the browser calls itself, so that people can tell their sign-ins apart.</summary>
    public string? UserAgent { get; init; }

    /// <summary>The subject's name for the session in tokens.</summary>
    public string Sid => Id.ToString("D");

    public bool IsMultiFactor => Amr.Contains(MultiFactor);

    public string Acr => IsMultiFactor ? MultiFactor : Password;

    public bool IsAlive(DateTimeOffset now) => EndedAt is null && now < ExpiresAt;

    public bool TryEnd(DateTimeOffset now)
    {
        if (EndedAt is not null)
        {
            return false;
        }

        EndedAt = now;
        return true;
    }

    /// <summary>A second factor was shown. The cookie gets a new secret, so one planted or copied earlier is worth nothing.</summary>
    public void StepUp(byte[] newSecretHash, DateTimeOffset now)
    {
        SecretHash = newSecretHash;
        AuthenticatedAt = now;
        foreach (var method in new[] { OneTimeCode, MultiFactor }.Where(m => !Amr.Contains(m)))
        {
            Amr.Add(method);
        }
    }
}
