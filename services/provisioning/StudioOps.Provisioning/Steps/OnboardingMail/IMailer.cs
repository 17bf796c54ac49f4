using System.Net.Mail;

namespace StudioOps.Provisioning.Steps.OnboardingMail;

/// <summary>Hands a mail to a mail server. The one place to change when a better SMTP library may be had.</summary>
internal interface IMailer
{
    /// <summary>Whether there is a mail server at all.</summary>
    bool IsConfigured { get; }

    /// <summary>Returns once the server has taken the mail.</summary>
    /// <exception cref="StepFailureException">It did not.</exception>
    Task SendAsync(MailMessage message, CancellationToken ct);
}
