using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Mail;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using StudioOps.ServiceDefaults;

namespace StudioOps.Provisioning.Steps.OnboardingMail;

internal sealed class SmtpMailer(IOptions<MailOptions> options) : IMailer
{
    private readonly Uri? _endpoint = options.Value.Endpoint;

    public bool IsConfigured => _endpoint is not null;

    private int Port => _endpoint!.Port > 0 ? _endpoint.Port : 25;

    private string Server => $"The mail server at {_endpoint!.Host}:{Port}";

    public async Task SendAsync(MailMessage message, CancellationToken ct)
    {
        using var span = Telemetry.Source.StartActivity("SMTP send", ActivityKind.Client);
        span?.SetTag("server.address", _endpoint!.Host);
        span?.SetTag("server.port", Port);
        span?.SetTag("network.protocol.name", "smtp");
        using var client = new SmtpClient(_endpoint!.Host, Port) { EnableSsl = _endpoint.Scheme == "smtps", Credentials = SignIn() };
        try
        {
            await client.SendMailAsync(message, ct);
        }
        catch (SmtpException e)
        {
            // Its message may quote the address; the class of failure says enough.
            span?.SetTag("error.type", IsAway(e) ? "unreachable" : ((int)e.StatusCode).ToString(CultureInfo.InvariantCulture));
            span?.SetStatus(ActivityStatusCode.Error);
            throw Translate(e);
        }
    }

    private NetworkCredential? SignIn() => _endpoint!.UserInfo.Split(':', 2) is [var user, var password]
        ? new NetworkCredential(Uri.UnescapeDataString(user), Uri.UnescapeDataString(password))
        : null;

    private StepFailureException Translate(SmtpException e) => (int)e.StatusCode switch
    {
        _ when IsAway(e) => new(FailureClass.Transient, $"{Server} does not answer.", inner: e),
        < 0 => new(FailureClass.Transient, $"{Server} broke off before it took the mail.", inner: e),
        (int)SmtpStatusCode.MustIssueStartTlsFirst or 534 or 535 or 538 => new(FailureClass.Configuration, $"{Server} wants another sign-in ({(int)e.StatusCode}).", inner: e),
        >= 500 => new(FailureClass.Terminal, $"{Server} refused the {(e is SmtpFailedRecipientException ? "recipient" : "mail")} ({(int)e.StatusCode}).", inner: e),
        _ => new(FailureClass.Transient, $"{Server} cannot take the mail now ({(int)e.StatusCode}).", inner: e),
    };

    private static bool IsAway(Exception? e) => e is SocketException || (e is not null && IsAway(e.InnerException));
}
