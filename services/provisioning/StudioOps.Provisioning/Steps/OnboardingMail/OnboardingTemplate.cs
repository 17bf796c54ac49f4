using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using StudioOps.Provisioning.Reconcile;

namespace StudioOps.Provisioning.Steps.OnboardingMail;

/// <summary>The first mail an owner gets. A new version is a new mail: raise it only when everybody should get it again.</summary>
internal static class OnboardingTemplate
{
    public const int Version = 1;

    /// <summary>The same tenant and version always get the same Message-ID.</summary>
    public static string MessageId(Guid tenantId, string from) => $"<onboarding.{Version}.{tenantId:n}@{new MailAddress(from).Host}>";

    public static MailMessage Write(DesiredTenant tenant, MailOptions options)
    {
        var message = new MailMessage(new MailAddress(options.From), Owner(tenant))
        {
            Subject = $"{OneLine(tenant.Name)} is ready",
            SubjectEncoding = Encoding.UTF8,
        };
        message.Headers.Add("Auto-Submitted", "auto-generated");
        var (name, link) = (OneLine(tenant.Name), Link(tenant, options));
        message.AlternateViews.Add(AlternateView.CreateAlternateViewFromString(
            $"Welcome.\n\n{name} has been set up and is yours.\n{(link is null ? "" : $"\nSign in: {link}\n")}\nYou get this mail because you are its owner.\n",
            Encoding.UTF8, MediaTypeNames.Text.Plain));
        message.AlternateViews.Add(AlternateView.CreateAlternateViewFromString(
            $"""
            <!doctype html><html lang="en"><body style="font-family:sans-serif"><h1>Welcome</h1>
            <p><strong>{WebUtility.HtmlEncode(name)}</strong> has been set up and is yours.</p>
            {(link is null ? "" : $"<p><a href=\"{WebUtility.HtmlEncode(link)}\">Sign in</a></p>")}
            <p>You get this mail because you are its owner.</p></body></html>
            """,
            Encoding.UTF8, MediaTypeNames.Text.Html));
        return message;
    }

    private static MailAddress Owner(DesiredTenant tenant) => MailAddress.TryCreate(tenant.OwnerEmail, out var owner)
        ? owner
        : throw new StepFailureException(FailureClass.Terminal, "The owner's address is not one that mail can be sent to.");

    /// <summary>The tenant's own host under the public origin.</summary>
    private static string? Link(DesiredTenant tenant, MailOptions options) =>
        Uri.TryCreate(options.PublicOrigin, UriKind.Absolute, out var origin) ? $"{origin.Scheme}://{tenant.Slug}.{origin.Authority}/" : null;

    // A name with a line break in it must not become a header of its own.
    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
