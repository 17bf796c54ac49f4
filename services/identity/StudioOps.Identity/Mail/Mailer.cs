using System.Diagnostics;
using System.Net;
using System.Net.Mail;
using Microsoft.Extensions.Options;
using StudioOps.ServiceDefaults;

namespace StudioOps.Identity.Mail;

/// <summary>Hands a mail to the mail server.</summary>
internal sealed class Mailer(IOptions<MailOptions> options)
{
    private readonly Uri? _endpoint = options.Value.Endpoint;

    public bool IsConfigured => _endpoint is not null;

    /// <summary>Returns once the server has taken the mail.</summary>
    /// <exception cref="SmtpException">It did not.</exception>
    public async Task SendAsync(string to, MailText text, CancellationToken ct)
    {
        var port = _endpoint!.Port > 0 ? _endpoint.Port : 25;
        using var span = Telemetry.Source.StartActivity("SMTP send", ActivityKind.Client);
        span?.SetTag("server.address", _endpoint.Host);
        span?.SetTag("server.port", port);
        span?.SetTag("network.protocol.name", "smtp");
        using var message = new MailMessage(new MailAddress(options.Value.From), new MailAddress(to)) { Subject = text.Subject, Body = text.Body.ReplaceLineEndings("\r\n") };
        message.Headers["Auto-Submitted"] = "auto-generated";
        using var client = new SmtpClient(_endpoint.Host, port) { EnableSsl = _endpoint.Scheme == "smtps", Credentials = SignIn() };
        try
        {
            await client.SendMailAsync(message, ct);
        }
        catch (SmtpException e)
        {
            // Its message may quote the address; the status says enough.
            span?.SetTag("error.type", e.StatusCode.ToString());
            span?.SetStatus(ActivityStatusCode.Error);
            throw;
        }
    }

    private NetworkCredential? SignIn() => _endpoint!.UserInfo.Split(':', 2) is [var user, var password]
        ? new NetworkCredential(Uri.UnescapeDataString(user), Uri.UnescapeDataString(password))
        : null;
}
