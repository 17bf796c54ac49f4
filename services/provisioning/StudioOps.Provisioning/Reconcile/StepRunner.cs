using System.Diagnostics;
using Microsoft.Extensions.Options;
using StudioOps.Provisioning.Steps;

namespace StudioOps.Provisioning.Reconcile;

/// <summary>Observe, compare, act, verify: one step within its deadline, every failure a result.</summary>
internal sealed partial class StepRunner(IOptions<ReconcileOptions> options, ILogger<StepRunner> logger)
{
    public async Task<StepResult> RunAsync(IProvisioningStep step, DesiredTenant tenant, CancellationToken ct)
    {
        using var activity = ReconcileTelemetry.StartStep(step.Name, tenant);
        var started = Stopwatch.GetTimestamp();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(options.Value.StepDeadline);
        var writes = 0;
        StepResult result;
        try
        {
            result = await TryAsync(step, tenant, () => writes++, deadline.Token);
        }
        catch (StepFailureException failure)
        {
            result = new(step.Name, StepState.Failed, failure.Message, failure.Class, failure.RetryAfter);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            result = new(step.Name, StepState.Failed, $"Not done within {options.Value.StepDeadline.TotalSeconds:0.#} s.", FailureClass.Transient);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            // A bug of ours or a database that went away: other steps and tenants go on.
            LogUnexpected(e, step.Name, tenant.TenantId);
            result = new(step.Name, StepState.Failed, $"Something unexpected went wrong ({e.GetType().Name}).", FailureClass.Transient);
        }

        // Said while the step's span is open, so that who follows a trace finds it there.
        result = result with { Writes = writes };
        if (result.State == StepState.Failed)
        {
            LogFailed(tenant.TenantId, result.Name, result.Class, result.Error);
        }
        else if (writes > 0)
        {
            LogDone(tenant.TenantId, result.Name, result.State, writes);
        }

        ReconcileTelemetry.EndStep(activity, result, Stopwatch.GetElapsedTime(started));
        return result;
    }

    private static async Task<StepResult> TryAsync(IProvisioningStep step, DesiredTenant tenant, Action write, CancellationToken ct)
    {
        var found = await step.ObserveAsync(tenant, ct);
        if (found.SkipReason is { } reason)
        {
            return new(step.Name, StepState.Skipped, reason);
        }

        if (!found.IsAsWanted(tenant.Present))
        {
            // Counted before the attempt: a request that failed may have arrived.
            write();
            await (tenant.Present ? step.MakeAsync(tenant, ct) : step.RemoveAsync(tenant, ct));
            found = await step.ObserveAsync(tenant, ct);
        }

        return found.IsAsWanted(tenant.Present)
            ? new(step.Name, StepState.Ok, ExternalId: found.ExternalId)
            : throw new StepFailureException(FailureClass.Transient, Remaining(found, tenant.Present));
    }

    /// <summary>Names the fields, not their values: some are personal data.</summary>
    private static string Remaining(Observation found, bool present) =>
        !present ? "The upstream took the removal and still shows it."
        : !found.Exists ? "The upstream took it and does not show it."
        : $"The upstream took the change and does not show it: {string.Join(", ", found.Differences.Select(difference => difference.Field))}.";

    [LoggerMessage(LogLevel.Information, "Step {Step} of tenant {TenantId} is {State} after {Writes} writes")]
    private partial void LogDone(Guid tenantId, string step, string state, int writes);

    [LoggerMessage(LogLevel.Warning, "Step {Step} of tenant {TenantId} failed ({FailureClass}): {Error}")]
    private partial void LogFailed(Guid tenantId, string step, FailureClass? failureClass, string? error);

    [LoggerMessage(LogLevel.Error, "Step {Step} of tenant {TenantId} met something it does not know")]
    private partial void LogUnexpected(Exception exception, string step, Guid tenantId);
}
