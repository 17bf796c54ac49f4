using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StudioOps.Provisioning.Data;
using StudioOps.Provisioning.Reconcile;

namespace StudioOps.Provisioning.Steps.OnboardingMail;

/// <summary>Tells the owner that everything is there; once per tenant and template version.</summary>
internal sealed class OnboardingMailStep(TenantWork work, IMailer mailer, IOptions<MailOptions> options, TimeProvider clock) : IProvisioningStep
{
    public string Name => "onboarding-mail";

    public IReadOnlyList<string> After => ["organisation", "workspace", "flag-defaults"];

    public async Task<Observation> ObserveAsync(DesiredTenant tenant, CancellationToken ct)
    {
        if (!tenant.Present)
        {
            return Observation.Skipped("A mail that was sent cannot be taken back.");
        }

        var sent = await work.RunAsync(tenant.TenantId, async db => await db.OnboardingMails.AsNoTracking().SingleOrDefaultAsync(
            mail => mail.TenantId == tenant.TenantId && mail.TemplateVersion == OnboardingTemplate.Version && mail.SentAt != null, ct));
        return sent is not null ? Observation.Present(sent.MessageId)
            : !mailer.IsConfigured ? Observation.Skipped("No mail server is configured (Mail:Endpoint).")
            : tenant.Suspended ? Observation.Skipped("The tenant is suspended: no mail is sent.")
            : Observation.Absent;
    }

    public async Task MakeAsync(DesiredTenant tenant, CancellationToken ct)
    {
        using var message = OnboardingTemplate.Write(tenant, options.Value);
        message.Headers.Add("Message-ID", await IntendAsync(tenant.TenantId, ct));
        await mailer.SendAsync(message, ct);

        // The server has it: a stop that comes now must not lose the mark.
        await MarkSentAsync(tenant.TenantId, CancellationToken.None);
    }

    public Task RemoveAsync(DesiredTenant tenant, CancellationToken ct) => Task.CompletedTask;

    /// <summary>The Message-ID of the mail, decided once and for all before the first attempt.</summary>
    private Task<string> IntendAsync(Guid tenantId, CancellationToken ct) => work.RunAsync(tenantId, async db =>
    {
        if (await db.OnboardingMails.FindAsync([tenantId, OnboardingTemplate.Version], ct) is { } known)
        {
            return known.MessageId;
        }

        var intent = db.Add(new MailIntent
        {
            TenantId = tenantId,
            TemplateVersion = OnboardingTemplate.Version,
            MessageId = OnboardingTemplate.MessageId(tenantId, options.Value.From),
            IntendedAt = clock.GetUtcNow(),
        }).Entity;
        await db.SaveChangesAsync(ct);
        return intent.MessageId;
    });

    private Task<int> MarkSentAsync(Guid tenantId, CancellationToken ct) => work.RunAsync(tenantId, async db =>
    {
        var intent = await db.OnboardingMails.FindAsync([tenantId, OnboardingTemplate.Version], ct);
        intent!.SentAt = clock.GetUtcNow();
        return await db.SaveChangesAsync(ct);
    });
}
