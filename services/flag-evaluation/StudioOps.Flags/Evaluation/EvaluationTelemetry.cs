using System.Diagnostics;
using System.Diagnostics.Metrics;
using StudioOps.Flags.Engine;
using StudioOps.ServiceDefaults;

namespace StudioOps.Flags.Evaluation;

/// <summary>OpenFeature's attributes on the request's span, and how many answers were given.</summary>
internal static class EvaluationTelemetry
{
    private static readonly Counter<long> Evaluations = Telemetry.Meter.CreateCounter<long>("studioops.flags.evaluations", "{evaluation}", "Flags answered.");

    public static void Record(string key, in Engine.Evaluation answer, Question question)
    {
        Evaluations.Add(1);
        if (Activity.Current is not { IsAllDataRequested: true } span)
        {
            return;
        }

        span.SetTag("feature_flag.key", key);
        span.SetTag("feature_flag.provider.name", "studioops");
        span.SetTag("feature_flag.set.id", question.Snapshot.Tenant.Id);
        span.SetTag("feature_flag.version", question.Snapshot.Revision);
        span.SetTag("feature_flag.result.reason", answer.Reason.ToWire().ToLowerInvariant());
        span.SetTag("feature_flag.result.variant", answer.Variant?.Name);
        if (answer.Error != ErrorCode.None)
        {
            span.SetTag("error.type", answer.Error.ToWire().ToLowerInvariant());
        }
    }

    public static void Record(int answers, Question question)
    {
        Evaluations.Add(answers);
        if (Activity.Current is { IsAllDataRequested: true } span)
        {
            span.SetTag("feature_flag.provider.name", "studioops");
            span.SetTag("feature_flag.set.id", question.Snapshot.Tenant.Id);
            span.SetTag("feature_flag.version", question.Snapshot.Revision);
        }
    }
}
