using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;
using StudioOps.ServiceDefaults;

namespace StudioOps.Flags.Evaluation;

/// <summary>Keeps the snapshot current: a hint over Redis for speed, a look at the revision every second whatever happens.</summary>
internal sealed partial class SnapshotRefresh(Snapshots snapshots, ConnectionMultiplexer redis, IServiceScopeFactory scopes, ILogger<SnapshotRefresh> logger)
    : BackgroundService
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
        patience.CancelAfter(snapshots.Current.IsCold ? Patience * 10 : Patience);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            snapshots.Confirm(await scope.ServiceProvider.GetRequiredService<SnapshotReader>().ReadAsync(snapshots.Current, patience.Token));
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            if (!snapshots.IsStale || !snapshots.Tried)
            {
                LogUnreachable(e);
            }

            snapshots.Unreachable();
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
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
        builder.Services.AddHostedService<SnapshotRefresh>();
        builder.Services.AddHealthChecks().AddCheck<SnapshotHealth>("snapshot", tags: [Health.Ready]);
    }
}
