using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using StudioOps.Identity.Data;
using StudioOps.Identity.Protocol;
using StudioOps.Identity.Users;

namespace StudioOps.Identity.Mail;

/// <summary>Asks for mails, makes their links, and takes the links back.</summary>
internal sealed class AccountLinks(IdentityContext db, UserManager<User> users, TimeProvider clock)
{
    private const int ResetsPerHour = 5;

    /// <summary>Enqueues a mail. The caller saves.</summary>
    public void Ask(AccountMailKind kind, string email, string? portal)
    {
        var now = clock.GetUtcNow();
        db.AccountMails.Add(new AccountMail { Id = Guid.CreateVersion7(now), Kind = kind, Email = email, Portal = portal, CreatedAt = now, NextAttemptAt = now });
    }

    /// <summary>Whom a mail is for, and the secret of its link, saved; null when there is nobody to send it to, or when they were sent enough.</summary>
    public async Task<(User User, string? Secret)?> MakeAsync(DueMail mail, CancellationToken ct)
    {
        if (await users.FindByEmailAsync(mail.Email) is not { Disabled: false } user)
        {
            return null;
        }

        if (mail.Kind == AccountMailKind.Welcome)
        {
            return (user, null);
        }

        var now = clock.GetUtcNow();
        var hourAgo = now.AddHours(-1);
        if (mail.Kind == AccountMailKind.Reset && await db.AccountLinks.CountAsync(l => l.UserId == user.Id && l.Kind == AccountMailKind.Reset && l.CreatedAt > hourAgo, ct) >= ResetsPerHour)
        {
            return null;
        }

        var secret = RandomToken.Create();
        db.AccountLinks.Add(new AccountLink
        {
            Hash = RandomToken.Hash(secret), UserId = user.Id, Kind = mail.Kind, Portal = mail.Portal, CreatedAt = now,
            ExpiresAt = now + (mail.Kind == AccountMailKind.Invitation ? AccountLink.InvitationLasts : AccountLink.ResetLasts),
        });
        await db.SaveChangesAsync(ct);
        return (user, secret);
    }

    /// <summary>The link behind this secret and its person; null when it is unknown, used, expired, or its person is disabled.</summary>
    public async Task<(AccountLink Link, User User)?> FindAsync(string? secret, CancellationToken ct)
    {
        if (secret is not { Length: > 0 and < 100 })
        {
            return null;
        }

        var (hash, now) = (RandomToken.Hash(secret), clock.GetUtcNow());
        var link = await db.AccountLinks.AsNoTracking().SingleOrDefaultAsync(l => l.Hash == hash && l.UsedAt == null && l.ExpiresAt > now, ct);
        return link is not null && await db.Users.SingleOrDefaultAsync(u => u.Id == link.UserId && !u.Disabled, ct) is { } user ? (link, user) : null;
    }

    /// <summary>Spends the link, and every other one of the person; false when somebody else was quicker. The caller saves.</summary>
    public async Task<bool> TrySpendAsync(AccountLink link, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (await db.AccountLinks.Where(l => l.Hash == link.Hash && l.UsedAt == null).ExecuteUpdateAsync(set => set.SetProperty(l => l.UsedAt, now), ct) == 0)
        {
            return false;
        }

        await db.AccountLinks.Where(l => l.UserId == link.UserId && l.UsedAt == null).ExecuteUpdateAsync(set => set.SetProperty(l => l.UsedAt, now), ct);
        return true;
    }
}
