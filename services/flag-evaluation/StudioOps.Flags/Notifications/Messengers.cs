using System.Globalization;
using System.Net;
using System.Net.Mail;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace StudioOps.Flags.Notifications;

/// <summary>Where mail goes.</summary>
internal sealed record NoticeMailOptions
{
    /// <summary><c>smtp://[user:password@]host[:port]</c>, or <c>smtps://</c> for STARTTLS; none: no mail is sent.</summary>
    public Uri? Endpoint { get; init; }

    public string From { get; init; } = "StudioOps <flags@studioops.example>";
}

/// <summary>Hands one message over. Null when it was taken, else why not, in words without addresses.</summary>
internal sealed class Messengers(HttpClient http, Seal seal, IOptions<NoticeMailOptions> mail, IHostEnvironment environment, TimeProvider clock)
{
    public const string Client = "webhooks";

    public Task<string?> SendAsync(Follower follower, Delivery delivery, CancellationToken ct) =>
        follower.Channel == Follower.Email ? MailAsync(follower, delivery, ct) : CallAsync(follower, delivery, ct);

    private async Task<string?> CallAsync(Follower follower, Delivery delivery, CancellationToken ct)
    {
        try
        {
            var target = new Uri(follower.Target);
            if (target.Scheme != "https" && !environment.IsDevelopment())
            {
                return "Webhooks are called over https.";
            }

            var (id, at) = ($"msg_{delivery.Id:n}", clock.GetUtcNow().ToUnixTimeSeconds());
            using var request = new HttpRequestMessage(HttpMethod.Post, target) { Content = new StringContent(delivery.Body, Encoding.UTF8, "application/json") };
            request.Headers.Add("webhook-id", id);
            request.Headers.Add("webhook-timestamp", at.ToString(CultureInfo.InvariantCulture));
            request.Headers.Add("webhook-signature", WebhookSignature.Of(seal.Open(follower.Secret!), id, at, delivery.Body));
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            return answer.IsSuccessStatusCode ? null : $"It answered {(int)answer.StatusCode}.";
        }
        catch (CryptographicException)
        {
            return "Its secret was kept under another key: follow anew.";
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return e is OperationCanceledException ? "It did not answer in time." : $"It could not be called: {e.Message}";
        }
    }

    private async Task<string?> MailAsync(Follower follower, Delivery delivery, CancellationToken ct)
    {
        if (mail.Value.Endpoint is not { } server)
        {
            return "There is no mail server.";
        }

        var notice = FlagJson.Read<Notice>(delivery.Body);
        using var message = new MailMessage(mail.Value.From, follower.Target, notice.Subject(), notice.Text());
        // The same at every attempt: mail systems know it for the same mail.
        message.Headers.Add("Message-ID", $"<{delivery.Id:n}@flags.studioops>");
        using var client = new SmtpClient(server.Host, server.Port > 0 ? server.Port : 25)
        {
            EnableSsl = server.Scheme == "smtps",
            Credentials = server.UserInfo.Split(':', 2) is [var user, var password] ? new NetworkCredential(Uri.UnescapeDataString(user), Uri.UnescapeDataString(password)) : null,
        };
        try
        {
            await client.SendMailAsync(message, ct);
            return null;
        }
        catch (SmtpException e)
        {
            return $"The mail server did not take it ({(int)e.StatusCode}).";
        }
    }
}
