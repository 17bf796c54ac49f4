using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace StudioOps.Identity.Users;

/// <summary>A person's authenticator app: its secret is wrapped at rest, each code serves once.</summary>
internal sealed class Authenticator(IDataProtectionProvider protection, TimeProvider clock)
{
    private readonly IDataProtector _protector = protection.CreateProtector("identity.totp");

    public string Wrap(string secret) => _protector.Protect(secret);

    public string? Unwrap(string wrapped)
    {
        try
        {
            return _protector.Unprotect(wrapped);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Whether the code is right, in which case it is spent. The caller saves.</summary>
    public bool TrySpend(User user, string code)
    {
        if (user.LockoutEnd > clock.GetUtcNow() || user.TotpSecret is null || Unwrap(user.TotpSecret) is not { } secret
            || Totp.Match(secret, code, clock.GetUtcNow(), user.TotpSpentStep) is not { } step)
        {
            return false;
        }

        user.Spend(step);
        return true;
    }

    /// <summary>Takes a new secret into use once the person has shown that their app knows it. The caller saves.</summary>
    public bool TryEnrol(User user, string secret, string code)
    {
        if (Totp.Match(secret, code, clock.GetUtcNow(), lastSpent: 0) is not { } step)
        {
            return false;
        }

        user.Enrol(Wrap(secret), step);
        return true;
    }
}
