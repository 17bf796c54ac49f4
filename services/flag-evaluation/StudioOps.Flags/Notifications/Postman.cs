using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Data;

namespace StudioOps.Flags.Notifications;

/// <summary>Sends what is due. A delivery is claimed for two minutes, in a transaction of its own: whoever dies with it leaves it to another.</summary>
internal sealed class Postman(IServiceScopeFactory scopes, Messengers messengers, TimeProvider clock)
{
    private const int Batch = 20;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    /// <summary>So long nothing may get through before a follower is given up.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(5);

    /// <summary>Pauses after each failed attempt, as Standard Webhooks proposes; after the last it is left alone.</summary>
    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5), TimeSpan.FromHours(10), TimeSpan.FromHours(14),
        TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    public async Task RoundAsync(CancellationToken ct) => await Task.WhenAll((await ClaimAsync(ct)).Select(id => SendAsync(id, ct)));

    private async Task<List<Guid>> ClaimAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<FlagDbContext>();
        var now = clock.GetUtcNow();
        var due = await db.Deliveries.FromSql(
            $"select * from deliveries where state = 'pending' and next_at <= {now} order by next_at limit {Batch} for update skip locked").ToListAsync(ct);
        due.ForEach(delivery => delivery.Claim(now + Lease));
        await db.SaveChangesAsync(ct);
        return due.ConvertAll(delivery => delivery.Id);
    }

    private async Task SendAsync(Guid id, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<FlagDbContext>();
        if (await db.Deliveries.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, ct) is not { } claimed
            || await db.Followers.AsNoTracking().SingleOrDefaultAsync(row => row.Id == claimed.FollowerId, ct) is not { } follower)
        {
            return;
        }

        await db.Database.RollbackTransactionAsync(ct);   // nothing is held while the other side thinks
        var error = await messengers.SendAsync(follower, claimed, ct);
        if (await db.Deliveries.SingleOrDefaultAsync(row => row.Id == id, ct) is not { } delivery || await db.Followers.SingleOrDefaultAsync(row => row.Id == follower.Id, ct) is not { } known)
        {
            return;
        }

        var now = clock.GetUtcNow();
        if (error is null)
        {
            delivery.Done(now);
            known.Succeeded();
        }
        else
        {
            known.Failed(now, Longest);
            delivery.Broke(error, known.DisabledAt is null && delivery.Attempts <= Pauses.Length ? Pauses[delivery.Attempts - 1] : null, now);
        }

        await db.SaveChangesAsync(ct);
    }
}

internal static class NotificationServices
{
    public static void AddNotifications(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<NoticeMailOptions>().BindConfiguration("Mail");
        builder.Services.AddSingleton<Seal>();
        builder.Services.AddHttpClient<Messengers>(client => client.Timeout = TimeSpan.FromSeconds(15))
            .ConfigurePrimaryHttpMessageHandler(services => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseProxy = false,
                PooledConnectionLifetime = TimeSpan.FromMinutes(2),
                ConnectCallback = (context, ct) => PublicAddress.ConnectAsync(context, services.GetRequiredService<IHostEnvironment>().IsDevelopment(), ct),
            });
        builder.Services.AddScoped<FanOut>();
        builder.Services.AddScoped<Postman>();
        builder.Services.AddHostedService<NotificationWorker>();
    }
}
