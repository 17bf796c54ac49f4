using Microsoft.AspNetCore.Identity;

namespace StudioOps.Identity.Users;

/// <summary>A person. Global: what ties them to a tenant is a <see cref="Membership"/>, to the platform a platform role.</summary>
internal sealed class User : IdentityUser<Guid>
{
    /// <summary>How long somebody deleted can come back.</summary>
    public static readonly TimeSpan Restorable = TimeSpan.FromDays(30);

    public string Name { get; set; } = "";

    /// <summary>Platform roles by name; empty for everyone who is not an operator.</summary>
    public List<string> PlatformRoles { get; init; } = [];

    /// <summary>Grows with every change to what this person may do; older tokens are superseded.</summary>
    public long PermissionsVersion { get; private set; } = 1;

    public bool MustChangePassword { get; set; }

    /// <summary>A disabled person cannot sign in, and every session and token of theirs has ended.</summary>
    public bool Disabled { get; private set; }

    /// <summary>The authenticator secret, wrapped; null until enrolled.</summary>
    public string? TotpSecret { get; private set; }

    /// <summary>The last time step whose code was spent: a code serves once.</summary>
    public long TotpSpentStep { get; private set; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Deleted people are shut out and unlisted; erased later, until when they can be restored.</summary>
    public DateTimeOffset? DeletedAt { get; private set; }

    public DateTimeOffset? LastSignInAt { get; set; }

    /// <summary>Grows with every change an administrator makes; the entity tag.</summary>
    public long Revision { get; private set; } = 1;

    public string Subject => Id.ToString("D");

    public bool HasAuthenticator => TotpSecret is not null;

    public void Enrol(string wrappedSecret, long spentStep)
    {
        TotpSecret = wrappedSecret;
        TotpSpentStep = spentStep;
        TwoFactorEnabled = true;
    }

    public void Spend(long step) => TotpSpentStep = step;

    /// <summary>Sets the platform roles; whether that changed anything.</summary>
    public bool TrySetPlatformRoles(IReadOnlyCollection<string> roles)
    {
        if (PlatformRoles.Order(StringComparer.Ordinal).SequenceEqual(roles.Order(StringComparer.Ordinal)))
        {
            return false;
        }

        PlatformRoles.Clear();
        PlatformRoles.AddRange(roles);
        PermissionsVersion++;
        Revision++;
        return true;
    }

    public void PermissionsChanged() => PermissionsVersion++;

    public bool TryDisable() => TrySetDisabled(true);

    public bool TryEnable() => TrySetDisabled(false);

    /// <summary>Sets name and address; whether that changed anything.</summary>
    public bool TryRename(string name, string email, string normalizedEmail)
    {
        if ((Name, Email) == (name, email))
        {
            return false;
        }

        EmailConfirmed = EmailConfirmed && NormalizedEmail == normalizedEmail;
        (Name, Email, UserName, NormalizedEmail, NormalizedUserName) = (name, email, email, normalizedEmail, normalizedEmail);
        Revision++;
        return true;
    }

    public bool TryDelete(DateTimeOffset now)
    {
        if (DeletedAt is not null)
        {
            return false;
        }

        (DeletedAt, Disabled) = (now, true);
        Revision++;
        return true;
    }

    public bool TryRestore()
    {
        if (DeletedAt is null)
        {
            return false;
        }

        (DeletedAt, Disabled) = (null, false);
        Revision++;
        return true;
    }

    /// <summary>The authenticator is gone; a new one is set up at the next sign-in that asks for it.</summary>
    public bool TryResetFactors()
    {
        if (TotpSecret is null)
        {
            return false;
        }

        (TotpSecret, TotpSpentStep, TwoFactorEnabled) = (null, 0, false);
        Revision++;
        return true;
    }

    /// <summary>The person has chosen a password through a link that only their mailbox got.</summary>
    public void SetPassword(string hash, string stamp)
    {
        (PasswordHash, SecurityStamp, EmailConfirmed, MustChangePassword) = (hash, stamp, true, false);
        (AccessFailedCount, LockoutEnd) = (0, null);
        Revision++;
    }

    private bool TrySetDisabled(bool disabled)
    {
        if (Disabled == disabled)
        {
            return false;
        }

        Disabled = disabled;
        Revision++;
        return true;
    }
}
