using System.Diagnostics;
using StudioOps.Contracts;
using StudioOps.Provisioning.Steps;

namespace StudioOps.Provisioning.Reconcile;

/// <summary>Brings one tenant one pass closer to what it is owed, or to being gone.</summary>
internal sealed partial class Reconciler(TenantLeases leases, RunStore store, StepPlan plan, StepRunner runner, TimeProvider clock, ILogger<Reconciler> logger)
{
    /// <summary>Who events and audit say did it.</summary>
    public static readonly Actor Actor = Actor.System("provisioning");

    /// <summary>Runs the tenant once; false when another copy is at it or nothing is due.</summary>
    public async Task<bool> RunAsync(Guid tenantId, CancellationToken ct)
    {
        await using var lease = await leases.TryTakeAsync(tenantId, ct);
        if (lease is null)
        {
            return false;
        }

        var started = Stopwatch.GetTimestamp();
        if (await store.BeginAsync(tenantId, plan.Names, ct) is not { } run)
        {
            return false;
        }

        using var activity = ReconcileTelemetry.StartRun(run);
        var finished = await StepsAsync(run, ct) && await store.SettleAsync(run, ct);
        ReconcileTelemetry.EndRun(activity, run, finished, Stopwatch.GetElapsedTime(started));
        if (!finished)
        {
            LogSuperseded(tenantId);
        }

        return true;
    }

    /// <summary>Each due step whose turn has come; false when the run may no longer speak.</summary>
    private async Task<bool> StepsAsync(Run run, CancellationToken ct)
    {
        foreach (var step in plan.Order(run.Desired.Present))
        {
            if (!run.IsDue(step.Name, clock.GetUtcNow()))
            {
                continue;
            }

            var waitsFor = plan.Before(step, run.Desired.Present).Where(name => !run.IsDone(name)).ToArray();
            if (waitsFor.Length > 0 && run.IsDone(step.Name))
            {
                continue;
            }

            // What is kept is kept before the next step begins: a crash resumes here. The last results go with the end of the run.
            if (run.Unsaved.Any(run.IsNews) && !await store.SaveAsync(run, ct))
            {
                return false;
            }

            var result = waitsFor.Length > 0
                ? new StepResult(step.Name, StepState.Pending, $"Waits for {string.Join(", ", waitsFor)}.")
                : await runner.RunAsync(step, run.Desired, ct);
            run.Add(result);
        }

        return true;
    }

    [LoggerMessage(LogLevel.Information, "Tenant {TenantId} changed its wishes, or another copy took over; the run's remaining results are dropped")]
    private partial void LogSuperseded(Guid tenantId);
}
