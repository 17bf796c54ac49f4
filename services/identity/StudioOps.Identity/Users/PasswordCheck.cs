using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using StudioOps.Identity.Data;

namespace StudioOps.Identity.Users;

/// <summary>Checks e-mail and password. Unknown, wrong and locked look and last the same from outside.</summary>
internal sealed class PasswordCheck(IdentityContext db, UserManager<User> users, IPasswordHasher<User> hasher, TimeProvider clock)
{
    private const int Attempts = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);
    private static readonly User Nobody = new();
    private static string? _nobodysHash;

    /// <summary>The person, or nobody. Somebody disabled is returned: they proved who they are and may be told.</summary>
    public async Task<User?> CheckAsync(string email, string password, CancellationToken ct)
    {
        var user = await users.FindByEmailAsync(email);
        if (user?.PasswordHash is null)
        {
            _nobodysHash ??= hasher.HashPassword(Nobody, "nobody has this password");
            hasher.VerifyHashedPassword(Nobody, _nobodysHash, password);
            return null;
        }

        var verdict = hasher.VerifyHashedPassword(user, user.PasswordHash, password);
        if (user.LockoutEnd > clock.GetUtcNow())
        {
            return null;
        }

        if (verdict == PasswordVerificationResult.Failed)
        {
            await CountFailureAsync(user.Id, ct);
            return null;
        }

        user.AccessFailedCount = 0;
        user.LockoutEnd = null;
        if (verdict == PasswordVerificationResult.SuccessRehashNeeded)
        {
            user.PasswordHash = hasher.HashPassword(user, password);
        }

        return user;
    }

    /// <summary>One statement, so that many attempts at once are all counted.</summary>
    public async Task CountFailureAsync(Guid userId, CancellationToken ct)
    {
        var until = clock.GetUtcNow() + Pause;
        await db.Users.Where(u => u.Id == userId).ExecuteUpdateAsync(
            set => set
                .SetProperty(u => u.LockoutEnd, u => u.AccessFailedCount + 1 >= Attempts ? until : u.LockoutEnd)
                .SetProperty(u => u.AccessFailedCount, u => u.AccessFailedCount + 1 >= Attempts ? 0 : u.AccessFailedCount + 1),
            ct);
        await db.SaveChangesAsync(ct);
    }
}
