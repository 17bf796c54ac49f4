using Microsoft.EntityFrameworkCore;
using StudioOps.Identity.Users;

namespace StudioOps.Identity.Mail;

internal static class MailMapping
{
    public static void Map(ModelBuilder model)
    {
        model.Entity<AccountMail>(mail =>
        {
            mail.ToTable("account_mails");
            mail.Property(m => m.Id).ValueGeneratedNever();
            mail.Property(m => m.Kind).HasConversion<string>();
            mail.HasIndex(m => m.NextAttemptAt);
        });
        model.Entity<AccountLink>(link =>
        {
            link.ToTable("account_links");
            link.HasKey(l => l.Hash);
            link.Property(l => l.Kind).HasConversion<string>();
            link.HasIndex(l => new { l.UserId, l.CreatedAt });
            link.HasIndex(l => l.ExpiresAt);
            link.HasOne<User>().WithMany().HasForeignKey(l => l.UserId);
        });
    }
}
