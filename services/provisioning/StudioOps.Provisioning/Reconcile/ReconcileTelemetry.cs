using System.Diagnostics;
using System.Diagnostics.Metrics;
using StudioOps.ServiceDefaults;

namespace StudioOps.Provisioning.Reconcile;

/// <summary>A span per run and per step, and how long both take.</summary>
internal static class ReconcileTelemetry
{
    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] };

    private static readonly Histogram<double> RunDuration = Telemetry.Meter.CreateHistogram(
        "studioops.provisioning.reconcile.duration", "s", "How long one pass over a tenant's steps takes.", advice: Seconds);

    private static readonly Histogram<double> StepDuration = Telemetry.Meter.CreateHistogram(
        "studioops.provisioning.step.duration", "s", "How long one step of a tenant takes.", advice: Seconds);

    /// <summary>Part of the trace that asked for it; a routine check of a tenant that is fine starts its own.</summary>
    public static Activity? StartRun(Run run)
    {
        var activity = Telemetry.Source.StartActivity("reconcile", ActivityKind.Internal, run.TraceParent);
        activity?.SetTag(Telemetry.Tenant, run.Desired.TenantId.ToString());
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
        RunDuration.Record(took.TotalSeconds, new KeyValuePair<string, object?>("studioops.provisioning.outcome", outcome));
    }

    public static Activity? StartStep(string step, DesiredTenant tenant)
    {
        var activity = Telemetry.Source.StartActivity($"step {step}");
        activity?.SetTag(Telemetry.Tenant, tenant.TenantId.ToString());
        return activity;
    }

    public static void EndStep(Activity? activity, StepResult result, TimeSpan took)
    {
        activity?.SetTag("studioops.provisioning.state", result.State);
        activity?.SetTag("studioops.provisioning.writes", result.Writes);
        var tags = new TagList { { "studioops.provisioning.step", result.Name }, { "studioops.provisioning.state", result.State } };
        if (result.State == StepState.Failed)
        {
            var type = result.Class?.ToString().ToLowerInvariant() ?? "_OTHER";
            tags.Add("error.type", type);
            activity?.SetTag("error.type", type);
            activity?.SetStatus(ActivityStatusCode.Error, result.Error);
        }

        StepDuration.Record(took.TotalSeconds, tags);
    }
}
