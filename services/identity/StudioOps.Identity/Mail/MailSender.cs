using System.Net.Mail;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using StudioOps.Identity.Data;
using StudioOps.Tenancy;

namespace StudioOps.Identity.Mail;

/// <summary>Sends what waits, again and again until the mail server has taken it.</summary>
internal sealed partial class MailSender(IServiceScopeFactory scopes, AccountMails mails, Mailer mailer, PublicOrigin origin, TimeProvider clock, ILogger<MailSender> logger)
    : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    public static void Add(IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<MailOptions>().BindConfiguration("Mail").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<Mailer>();
        builder.Services.AddSingleton<AccountMails>();
        builder.Services.AddScoped<AccountLinks>();
        builder.Services.AddHostedService<MailSender>();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!mailer.IsConfigured)
        {
            LogNoServer();
            return;
        }

        using var timer = new PeriodicTimer(Poll, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    while (await mails.TakeAsync(clock.GetUtcNow(), stoppingToken) is { Count: > 0 } due)
                    {
                        await Task.WhenAll(due.Select(mail => SendAsync(mail, stoppingToken)));
                    }
                }
                catch (NpgsqlException e)
                {
                    LogNotRead(e);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping; what was in hand is due again.
        }
    }

    private async Task SendAsync(DueMail mail, CancellationToken ct)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            if (await scope.ServiceProvider.GetRequiredService<AccountLinks>().MakeAsync(mail, ct) is var (user, secret))
            {
                var link = secret is not null ? origin.Url("/account/password") + QueryString.Create("link", secret) : Home(mail);
                await mailer.SendAsync(user.Email!, MailText.Of(mail.Kind, user.Name, await WhereAsync(scope.ServiceProvider, mail, ct), link), ct);
            }

            await mails.RemoveAsync(mail.Id, ct);
        }
        catch (SmtpFailedRecipientException e) when ((int)e.StatusCode >= 500)
        {
            LogRefused(e.StatusCode);
            await mails.RemoveAsync(mail.Id, ct);
        }
        catch (Exception e) when (e is SmtpException or NpgsqlException or DbUpdateException)
        {
            LogNotSent(e.GetType().Name, mail.Attempt);
        }
    }

    private string Home(DueMail mail) => mail.Portal is null ? origin.Url("/") : origin.Below(mail.Portal) + "/";

    private static async Task<string> WhereAsync(IServiceProvider services, DueMail mail, CancellationToken ct)
    {
        if (mail.Portal is null)
        {
            return "StudioOps";
        }

        await using var all = services.GetRequiredService<CrossTenant<IdentityContext>>().ReadFor("a mail names the tenant it invites to");
        return await all.KnownTenants.Where(t => t.Slug == mail.Portal).Select(t => t.Name).FirstOrDefaultAsync(ct) ?? mail.Portal;
    }

    [LoggerMessage(LogLevel.Warning, "There is no mail server (Mail:Endpoint): invitations and password resets wait")]
    private partial void LogNoServer();

    [LoggerMessage(LogLevel.Warning, "The mail server refused a recipient ({Status}); the mail is dropped")]
    private partial void LogRefused(SmtpStatusCode status);

    [LoggerMessage(LogLevel.Warning, "A mail was not sent ({Failure}, attempt {Attempt}); it is sent again later")]
    private partial void LogNotSent(string failure, int attempt);

    [LoggerMessage(LogLevel.Warning, "The mails that wait could not be read; tried again in a second")]
    private partial void LogNotRead(Exception exception);
}
