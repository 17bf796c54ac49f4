using System.Text.Json;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;
using StudioOps.ServiceDefaults;

namespace StudioOps.Flags.Evaluation;

/// <summary>Keeps the snapshot current: a hint over Redis for speed, a look at the revision every second whatever happens.</summary>
internal sealed partial class SnapshotRefresh(
    Snapshots snapshots, SharedSnapshot shared, ConnectionMultiplexer redis, IServiceScopeFactory scopes, ILogger<SnapshotRefresh> logger) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    /// <summary>A server that hangs is as gone as one that refuses.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _wake = new(0, 1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        snapshots.Wanted += Wake;
        // Published while we were disconnected is lost: look again after every reconnect.
        redis.ConnectionRestored += (_, _) => Wake();
        _ = redis.GetSubscriber().SubscribeAsync(AnnounceOnCommit.Channel, (_, _) => Wake());
        while (!stoppingToken.IsCancellationRequested)
        {
            await RefreshAsync(stoppingToken);
            try
            {
                await _wake.WaitAsync(Poll, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task RefreshAsync(CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        // The first read brings everything; later ones what changed.
        patience.CancelAfter(snapshots.Current is { IsCold: true } or { IsSecondHand: true } ? Patience * 10 : Patience);
        var first = !snapshots.Tried;
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var reading = scope.ServiceProvider.GetRequiredService<SnapshotReader>().ReadAsync(snapshots.Current, patience.Token);
            if (first && await Task.WhenAny(reading, SoonAsync(patience.Token)) != reading)
            {
                await RestoreAsync();
            }

            snapshots.Confirm(await reading);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            if (!snapshots.IsStale || first)
            {
                LogUnreachable(e);
            }

            await RestoreAsync();
            snapshots.Unreachable();
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    /// <summary>Nobody has to wait for a Postgres that takes its time when another copy left what it knew.</summary>
    private async Task RestoreAsync()
    {
        try
        {
            if (snapshots.Current.IsCold && await shared.ReadAsync().WaitAsync(Patience * 2) is { } kept)
            {
                LogRestored(kept.Revision);
                snapshots.Restore(kept);
            }
        }
        catch (Exception e) when (e is RedisException or TimeoutException or JsonException)
        {
            // Then the coded fail-safe values are what there is.
        }
    }

    private static async Task SoonAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Patience);
        await timer.WaitForNextTickAsync(ct);
    }

    private void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // Already awake.
        }
    }

    [LoggerMessage(LogLevel.Warning, "The flags cannot be read; answers go on from the last snapshot and say so")]
    private partial void LogUnreachable(Exception exception);

    [LoggerMessage(LogLevel.Warning, "Postgres does not answer: answering from revision {Revision}, which Redis kept, until it does")]
    private partial void LogRestored(long revision);
}

/// <summary>Not ready before the first read was tried; degraded, never dead, while Postgres is away.</summary>
internal sealed class SnapshotHealth(Snapshots snapshots) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        !snapshots.Tried ? HealthCheckResult.Unhealthy("The flags have not been read yet.")
        : snapshots.IsStale ? HealthCheckResult.Degraded($"Answering from revision {snapshots.Current.Revision}: the flags cannot be read.")
        : HealthCheckResult.Healthy());
}

internal static class SnapshotServices
{
    public static void AddSnapshots(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Snapshots>();
        builder.Services.AddSingleton<FlagAccess>();
        builder.Services.AddSingleton<EvaluationTelemetry>();
        builder.Services.AddScoped<SnapshotReader>();
        builder.Services.AddSingleton<AnnounceOnCommit>();
        builder.Services.AddSingleton<SharedSnapshot>();
        builder.Services.AddHostedService<SnapshotRefresh>();
        builder.Services.AddHostedService<SnapshotKeeper>();
        builder.Services.AddHealthChecks().AddCheck<SnapshotHealth>("snapshot", tags: [Health.Ready]);
    }
}
