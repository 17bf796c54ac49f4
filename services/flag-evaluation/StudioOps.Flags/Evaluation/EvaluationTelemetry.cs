using System.Diagnostics;
using System.Diagnostics.Metrics;
using StudioOps.Flags.Engine;
using StudioOps.Flags.Usage;
using StudioOps.ServiceDefaults;

namespace StudioOps.Flags.Evaluation;

/// <summary>What every answer leaves behind: OpenFeature's attributes on the request's span, two metrics, and now and then a log record.</summary>
internal sealed class EvaluationTelemetry(FlagAccess access, UsageCounters usage)
{
    private static readonly Counter<long> Evaluations = Telemetry.Meter.CreateCounter<long>("studioops.flags.evaluations", "{evaluation}", "Flags answered.");

    private static readonly Histogram<double> Duration = Telemetry.Meter.CreateHistogram(
        "studioops.flags.evaluation.duration", "s", "How long deciding takes, for one flag or all of a tenant's, without transport.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [1e-7, 2.5e-7, 5e-7, 1e-6, 2.5e-6, 5e-6, 1e-5, 2.5e-5, 5e-5, 1e-4, 2.5e-4, 1e-3, 1e-2] });

    private static readonly Reason[] Reasons = Enum.GetValues<Reason>();

    /// <param name="key">The flag asked for, known or not.</param>
    /// <param name="answer">What was decided.</param>
    /// <param name="question">For whom, from what.</param>
    /// <param name="started">Timestamp taken before the decision.</param>
    public void Record(string key, in Engine.Evaluation answer, Question question, long started)
    {
        Duration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, new KeyValuePair<string, object?>("studioops.flags.scope", "one"));
        var reason = Word(answer.Reason.ToWire());
        Evaluations.Add(1, new KeyValuePair<string, object?>("feature_flag.result.reason", reason));
        // A name nobody defined is the caller's own text: it goes nowhere.
        var known = answer.Flag is null ? null : key;
        if (known is not null)
        {
            usage.Named(question.TenantId, question.Snapshot.Flags, answer);
            access.Note(question.Snapshot.Tenant.Id, known, answer.Variant?.Name, reason, question.Snapshot.Revision);
        }
        else
        {
            usage.Unknown(key);
        }

        if (Set(question) is not { } span)
        {
            return;
        }

        span.SetTag("feature_flag.key", known);
        span.SetTag("feature_flag.result.reason", reason);
        span.SetTag("feature_flag.result.variant", answer.Variant?.Name);
        if (answer.Error != ErrorCode.None)
        {
            span.SetTag("error.type", Word(answer.Error.ToWire()));
        }
    }

    public void Record(ReadOnlySpan<Engine.Evaluation> answers, Question question, long started)
    {
        Duration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, new KeyValuePair<string, object?>("studioops.flags.scope", "all"));
        usage.Listed(question.TenantId, question.Snapshot.Flags, answers);
        // Once for each reason, not for each flag.
        Span<int> reasons = stackalloc int[Reasons.Length];
        foreach (ref readonly var answer in answers)
        {
            reasons[(int)answer.Reason]++;
        }

        for (var i = 0; i < reasons.Length; i++)
        {
            if (reasons[i] > 0)
            {
                Evaluations.Add(reasons[i], new KeyValuePair<string, object?>("feature_flag.result.reason", Word(Reasons[i].ToWire())));
            }
        }

        access.Note(question.Snapshot.Tenant.Id, null, null, null, question.Snapshot.Revision);
        Set(question);
    }

    private static Activity? Set(Question question)
    {
        if (Activity.Current is not { IsAllDataRequested: true } span)
        {
            return null;
        }

        span.SetTag(Telemetry.Tenant, question.Snapshot.Tenant.Id);
        span.SetTag("feature_flag.provider.name", "studioops");
        span.SetTag("feature_flag.set.id", question.Snapshot.Tenant.Id);
        span.SetTag("feature_flag.version", question.Snapshot.Revision.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return span;
    }

    /// <summary>OpenTelemetry writes OpenFeature's words in lower case.</summary>
    private static string Word(string wire) => wire switch
    {
        "STATIC" => "static",
        "DEFAULT" => "default",
        "TARGETING_MATCH" => "targeting_match",
        "SPLIT" => "split",
        "DISABLED" => "disabled",
        "STALE" => "stale",
        "ERROR" => "error",
        _ => wire.ToLowerInvariant(),
    };
}
