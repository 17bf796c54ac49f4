using System.Diagnostics;
using System.Diagnostics.Metrics;
using StudioOps.ServiceDefaults;

namespace StudioOps.Provisioning.Reconcile;

/// <summary>A span per run and per step, and how long runs take.</summary>
internal static class ReconcileTelemetry
{
    private static readonly Histogram<double> Duration = Telemetry.Meter.CreateHistogram<double>(
        "studioops.provisioning.reconcile.duration", "s", "How long one pass over a tenant's steps takes.");

    /// <summary>Part of the trace that asked for it; a routine check of a tenant that is fine starts its own.</summary>
    public static Activity? StartRun(Run run)
    {
        var activity = Telemetry.Source.StartActivity("reconcile", ActivityKind.Internal, run.TraceParent);
        activity?.SetTag("studioops.tenant.id", run.Desired.TenantId);
        activity?.SetTag("studioops.provisioning.wanted", run.Desired.Present ? "present" : "absent");
        return activity;
    }

    public static void EndRun(Activity? activity, Run run, bool finished, TimeSpan took)
    {
        var outcome = !finished ? "superseded"
            : run.Results.Any(result => result.State == StepState.Failed) ? StepState.Failed
            : StepState.Ok;
        activity?.SetTag("studioops.provisioning.writes", run.Writes);
        activity?.SetTag("studioops.provisioning.outcome", outcome);
        Duration.Record(took.TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome));
    }

    public static Activity? StartStep(string step, DesiredTenant tenant)
    {
        var activity = Telemetry.Source.StartActivity($"step {step}");
        activity?.SetTag("studioops.tenant.id", tenant.TenantId);
        return activity;
    }

    public static void EndStep(Activity? activity, StepResult result)
    {
        activity?.SetTag("studioops.provisioning.state", result.State);
        activity?.SetTag("studioops.provisioning.writes", result.Writes);
        if (result.State == StepState.Failed)
        {
            activity?.SetStatus(ActivityStatusCode.Error, result.Error);
        }
    }
}
