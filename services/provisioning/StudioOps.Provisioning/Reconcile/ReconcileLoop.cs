using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StudioOps.Provisioning.Data;
using StudioOps.Tenancy;

namespace StudioOps.Provisioning.Reconcile;

/// <summary>Finds due tenants and works on several at once. Holds nothing that a crash could lose.</summary>
internal sealed partial class ReconcileLoop(
    IServiceScopeFactory scopes, WakeSignal wake, IOptions<ReconcileOptions> options, TimeProvider clock, ILogger<ReconcileLoop> logger) : BackgroundService
{
    private const int Most = 64;
    private readonly Dictionary<Guid, Task> _running = [];

    /// <summary>Tenants another copy works on, or whose run broke: left alone for one poll.</summary>
    private readonly Dictionary<Guid, long> _resting = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = options.Value.Poll;
            try
            {
                pause = await StartDueAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogCannotLook(e);
            }
            catch (OperationCanceledException)
            {
                break;
            }

            try
            {
                await wake.WaitAsync(pause, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        await Task.WhenAll(Busy().Tasks);
    }

    /// <summary>Starts what is due and fits; how long nothing else will be due.</summary>
    private async Task<TimeSpan> StartDueAsync(CancellationToken ct)
    {
        var (busy, tasks) = Busy();
        var room = options.Value.Parallel - tasks.Length;
        if (room <= 0)
        {
            return options.Value.Poll;
        }

        await using var scope = scopes.CreateAsyncScope();
        await using var everyone = scope.ServiceProvider.GetRequiredService<CrossTenant<ProvisioningDbContext>>().ReadFor("finding tenants that are due for a reconcile");
        var next = await everyone.Provisions
            .Where(p => p.NextRunAt != null && !busy.Contains(p.TenantId))
            .OrderBy(p => p.NextRunAt).Take(Most)
            .Select(p => new { p.TenantId, At = p.NextRunAt!.Value })
            .ToListAsync(ct);
        var now = clock.GetUtcNow();
        foreach (var due in next.Where(p => p.At <= now).Take(room))
        {
            Start(due.TenantId, ct);
        }

        var wait = next.Find(p => p.At > now) is { } later ? later.At - now : options.Value.Poll;
        return wait < options.Value.Poll ? wait : options.Value.Poll;
    }

    private (Guid[] Tenants, Task[] Tasks) Busy()
    {
        lock (_running)
        {
            var now = Environment.TickCount64;
            foreach (var rested in _resting.Where(rest => rest.Value <= now).Select(rest => rest.Key).ToArray())
            {
                _resting.Remove(rested);
            }

            return ([.. _running.Keys, .. _resting.Keys], [.. _running.Values]);
        }
    }

    private void Start(Guid tenantId, CancellationToken ct)
    {
        lock (_running)
        {
            _running.Add(tenantId, Task.Run(() => RunAsync(tenantId, ct), CancellationToken.None));
        }
    }

    private async Task RunAsync(Guid tenantId, CancellationToken ct)
    {
        var ran = false;
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            ran = await scope.ServiceProvider.GetRequiredService<Reconciler>().RunAsync(tenantId, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            LogRunBroke(e, tenantId);
        }
        catch (OperationCanceledException)
        {
            // Stopping: the tenant stays due.
        }
        finally
        {
            lock (_running)
            {
                _running.Remove(tenantId);
                if (!ran)
                {
                    _resting[tenantId] = Environment.TickCount64 + (long)options.Value.Poll.TotalMilliseconds;
                }
            }

            wake.Set();
        }
    }

    [LoggerMessage(LogLevel.Warning, "Due tenants could not be looked up; tried again shortly")]
    private partial void LogCannotLook(Exception exception);

    [LoggerMessage(LogLevel.Error, "The reconcile of tenant {TenantId} broke off; it stays due")]
    private partial void LogRunBroke(Exception exception, Guid tenantId);
}
