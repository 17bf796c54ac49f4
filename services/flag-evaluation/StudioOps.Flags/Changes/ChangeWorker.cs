using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Data;
using StudioOps.Flags.Schedules;

namespace StudioOps.Flags.Changes;

/// <summary>Carries out change-sets that outlast their request, those whose time has come, and those a crash left behind.</summary>
internal sealed partial class ChangeWorker(IServiceScopeFactory scopes, ChangeRunner runner, ChangeBell bell, ILogger<ChangeWorker> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunAllAsync(stoppingToken);
                await bell.WaitAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(e);
                await bell.WaitAsync(stoppingToken);
            }
            catch (OperationCanceledException)
            {
                // Stopping; whoever starts next goes on.
            }
        }
    }

    /// <summary>Oldest first, passing over those another copy is at.</summary>
    private async Task RunAllAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<DueChanges>().BeginAsync(ct);
        var db = scope.ServiceProvider.GetRequiredService<FlagDbContext>();
        foreach (var id in await db.ChangeSets.Where(set => set.State == ChangeSet.Applying).OrderBy(set => set.Number).Select(set => set.Id).ToListAsync(ct))
        {
            try
            {
                await runner.RunAsync(id, wait: false, ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                // The others do not wait for it.
                LogFailed(e);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "A change-set could not be carried on; it is tried again")]
    private partial void LogFailed(Exception exception);
}

/// <summary>Wakes the worker of this copy; those of others look once a second.</summary>
internal sealed class ChangeBell
{
    private readonly SemaphoreSlim _bell = new(0);

    public void Ring() => _bell.Release();

    public Task WaitAsync(CancellationToken ct) => _bell.WaitAsync(TimeSpan.FromSeconds(1), ct);
}
