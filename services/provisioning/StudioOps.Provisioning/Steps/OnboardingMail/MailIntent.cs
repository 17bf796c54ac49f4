using Microsoft.EntityFrameworkCore;
using StudioOps.Provisioning.Reconcile;

namespace StudioOps.Provisioning.Steps.OnboardingMail;

/// <summary>A mail we mean to send: written before the attempt, marked after the server took it.</summary>
/// <remarks>
/// Between the two a crash leaves it unmarked and it is sent again under the same Message-ID, by which mail systems know
/// it for the same mail. SMTP offers no way to ask whether a server took a mail, so nobody can do better.
/// </remarks>
internal sealed class MailIntent
{
    public required Guid TenantId { get; init; }

    public required int TemplateVersion { get; init; }

    public required string MessageId { get; init; }

    public required DateTimeOffset IntendedAt { get; init; }

    public DateTimeOffset? SentAt { get; set; }

    public static void Map(ModelBuilder model) => model.Entity<MailIntent>(mail =>
    {
        mail.ToTable("onboarding_mails");
        mail.HasKey(m => new { m.TenantId, m.TemplateVersion });
        mail.HasOne<Provision>().WithMany().HasForeignKey(m => m.TenantId);
    });
}
