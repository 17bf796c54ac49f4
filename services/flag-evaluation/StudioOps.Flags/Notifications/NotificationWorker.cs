using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Changes;
using StudioOps.Flags.Data;
using StudioOps.Tenancy;

namespace StudioOps.Flags.Notifications;

/// <summary>Writes one delivery for every ended change-set and follower, and sends what is due. Copies of the service pass over what another is at.</summary>
internal sealed partial class NotificationWorker(IServiceScopeFactory scopes, ILogger<NotificationWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Poll);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await using var scope = scopes.CreateAsyncScope();
                    await scope.ServiceProvider.GetRequiredService<FanOut>().WriteAsync(stoppingToken);
                    await using var another = scopes.CreateAsyncScope();
                    await another.ServiceProvider.GetRequiredService<Postman>().RoundAsync(stoppingToken);
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    LogFailed(e);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping; whoever starts next goes on.
        }
    }

    [LoggerMessage(LogLevel.Warning, "Notifications could not be written or sent; it is tried again")]
    private partial void LogFailed(Exception exception);
}

/// <summary>From change-sets to deliveries: both are written in one transaction, so each follower has each change-set once.</summary>
internal sealed class FanOut(FlagDbContext db, CrossTenant<FlagDbContext> all, TimeProvider clock)
{
    private const int Batch = 50;

    public async Task WriteAsync(CancellationToken ct)
    {
        var sets = await db.ChangeSets.FromSql(
            $"select * from change_sets where not told and state in ('applied', 'stopped') order by number limit {Batch} for update skip locked").AsNoTracking().ToListAsync(ct);
        if (sets.Count == 0)
        {
            return;
        }

        var followers = await db.Followers.AsNoTracking().Where(follower => follower.DisabledAt == null).ToListAsync(ct);
        foreach (var set in followers.Count == 0 ? [] : sets)
        {
            await WriteAsync(set, followers, ct);
        }

        var ids = sets.ConvertAll(set => set.Id);
        await db.ChangeSets.Where(set => ids.Contains(set.Id)).ExecuteUpdateAsync(set => set.SetProperty(row => row.Told, _ => true), ct);
        await db.SaveChangesAsync(ct);
    }

    private async Task WriteAsync(ChangeSet set, List<Follower> followers, CancellationToken ct)
    {
        await using var everyone = all.ReadFor("a change-set is told with the rows of every tenant it has");
        List<Changed> items = [.. await everyone.TenantChangeItems.AsNoTracking().Where(item => item.ChangeSetId == set.Id).ToListAsync(ct)];
        items.AddRange(await everyone.ChangeItems.AsNoTracking().Where(item => item.ChangeSetId == set.Id).ToListAsync(ct));
        var now = clock.GetUtcNow();
        foreach (var follower in followers)
        {
            Changed[] theirs = [.. items.Where(item => (follower.FlagKey is null || item.FlagKey == follower.FlagKey)
                && (follower.FollowedTenant is null || (item as TenantChangeItem)?.TenantId == follower.FollowedTenant))];
            if (theirs.Length > 0 && !await db.Deliveries.AnyAsync(row => row.FollowerId == follower.Id && row.ChangeSetId == set.Id, ct))
            {
                db.Add(new Delivery
                {
                    Id = Guid.CreateVersion7(now), FollowerId = follower.Id, ChangeSetId = set.Id, Body = FlagJson.Write(Notice.Of(set, theirs)), CreatedAt = now, NextAt = now,
                });
            }
        }
    }
}
