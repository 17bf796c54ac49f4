using Microsoft.EntityFrameworkCore;
using StudioOps.Identity.Mail;
using StudioOps.Identity.Sessions;
using StudioOps.Identity.Users;
using StudioOps.Standing;

namespace StudioOps.Identity.Data;

/// <summary>Removes what has expired: nobody can use it any more, and nobody needs to read it.</summary>
internal sealed partial class Cleanup(IServiceScopeFactory scopes, TimeProvider clock, ILogger<Cleanup> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await RunAsync(stoppingToken);
                }
                catch (Exception e) when (e is Npgsql.NpgsqlException or InvalidOperationException)
                {
                    LogFailed(e);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    internal async Task RunAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityContext>();
        var before = clock.GetUtcNow() - Kept;

        // Spent codes and tokens stay a day, so that showing them again is recognised as what it is.
        await db.AuthorizationCodes.Where(c => c.ExpiresAt < before).ExecuteDeleteAsync(ct);
        await db.RefreshTokens.Where(t => t.ExpiresAt < before).ExecuteDeleteAsync(ct);
        await db.PushedRequests.Where(r => r.ExpiresAt < before).ExecuteDeleteAsync(ct);
        await db.DeviceGrants.Where(d => d.ExpiresAt < before).ExecuteDeleteAsync(ct);
        await db.SpentIds.Where(s => s.ExpiresAt < before).ExecuteDeleteAsync(ct);
        await db.Sessions.Where(s => s.ExpiresAt < before).ExecuteDeleteAsync(ct);
        var forgotten = clock.GetUtcNow() - LogoutNotice.Kept;
        await db.LogoutNotices.Where(n => n.CreatedAt < forgotten).ExecuteDeleteAsync(ct);
        var erased = clock.GetUtcNow() - User.Restorable;
        await db.Users.Where(u => u.DeletedAt < erased).ExecuteDeleteAsync(ct);
        var stale = clock.GetUtcNow() - AccountMail.Kept;
        await db.AccountMails.Where(m => m.CreatedAt < stale).ExecuteDeleteAsync(ct);
        await db.AccountLinks.Where(l => l.ExpiresAt < before).ExecuteDeleteAsync(ct);
        var session = nameof(StandingKind.Session);
        await db.Standing.Where(s => s.Kind == session && s.ChangedAt < before).ExecuteDeleteAsync(ct);
        await db.SaveChangesAsync(ct);
    }

    [LoggerMessage(LogLevel.Warning, "Expired grants could not be removed; tried again later")]
    private partial void LogFailed(Exception exception);
}
