using Microsoft.AspNetCore.Identity;

namespace StudioOps.Identity.Users;

/// <summary>A person. Global: what ties them to a tenant is a <see cref="Membership"/>, to the platform a platform role.</summary>
internal sealed class User : IdentityUser<Guid>
{
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
        return true;
    }

    public void PermissionsChanged() => PermissionsVersion++;

    public bool TryDisable() => TrySetDisabled(true);

    public bool TryEnable() => TrySetDisabled(false);

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
