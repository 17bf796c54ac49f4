using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace StudioOps.Messaging;

/// <summary>What the outbox, the queues and the consumers say about themselves; each is explained in docs/telemetry.md.</summary>
internal static class MessagingTelemetry
{
    public static readonly ActivitySource Source = new("StudioOps");

    private static readonly Meter Meter = new("StudioOps");

    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] };

    private static readonly InstrumentAdvice<double> Waits = new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 3600] };

    private static readonly Counter<long> Sent = Meter.CreateCounter<long>("messaging.client.sent.messages", "{message}", "Events the broker confirmed, or did not.");

    private static readonly Counter<long> Consumed = Meter.CreateCounter<long>("messaging.client.consumed.messages", "{message}", "Deliveries taken from a queue.");

    private static readonly Histogram<double> Processing = Meter.CreateHistogram("messaging.process.duration", "s", "How long taking an event in takes.", advice: Seconds);

    private static readonly Histogram<double> QueueAge = Meter.CreateHistogram("studioops.queue.age", "s", "How old an event is when it is taken from its queue, counted from its being published.", advice: Waits);

    private static readonly Histogram<double> OutboxDelay = Meter.CreateHistogram("studioops.outbox.delay", "s", "From an event's commit to the broker's confirmation.", advice: Waits);

    // While nobody can be asked, the last answer stays: what is exported once cannot be taken back.
    private static readonly ConcurrentDictionary<string, (long Count, double Age)> Outboxes = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, long> Depths = new(StringComparer.Ordinal);

    static MessagingTelemetry()
    {
        Meter.CreateObservableGauge("studioops.outbox.messages", () => Outboxes.Values.Select(outbox => new Measurement<long>(outbox.Count)), "{message}", "Events that are true and not yet published.");
        Meter.CreateObservableGauge("studioops.outbox.lag", () => Outboxes.Values.Select(outbox => new Measurement<double>(outbox.Age)), "s", "Age of the oldest event in the outbox.");
        Meter.CreateObservableGauge(
            "studioops.queue.depth",
            () => Depths.Select(queue => new Measurement<long>(queue.Value, new KeyValuePair<string, object?>("messaging.destination.name", queue.Key))),
            "{message}",
            "Messages that wait in a queue.");
    }

    /// <summary>Part of the trace that caused the event; one that nobody's request caused begins its own.</summary>
    public static Activity? StartPublish(string? traceParent, string type, Guid messageId)
    {
        if (traceParent is null)
        {
            Activity.Current = null;
        }

        var activity = Source.StartActivity("outbox publish", ActivityKind.Internal, traceParent);
        activity?.SetTag("messaging.message.id", messageId.ToString());
        activity?.SetTag("studioops.event.type", type);
        return activity;
    }

    public static void Published(string type, double delay)
    {
        Sent.Add(1, Operation("send", Exchange(type)));
        OutboxDelay.Record(delay);
    }

    public static void NotPublished(Activity? activity, string type, Exception error)
    {
        var tags = Operation("send", Exchange(type));
        tags.Add("error.type", error.GetType().FullName);
        Sent.Add(1, tags);
        activity?.SetStatus(ActivityStatusCode.Error);
        activity?.SetTag("error.type", error.GetType().FullName);
        activity?.AddException(error);
    }

    public static void Taken(string queue, TimeSpan? age)
    {
        var tags = Operation("process", queue);
        Consumed.Add(1, tags);
        if (age is { } known)
        {
            QueueAge.Record(Math.Max(0, known.TotalSeconds), new KeyValuePair<string, object?>("messaging.destination.name", queue));
        }
    }

    public static void Processed(string queue, TimeSpan took, Exception? error)
    {
        var tags = Operation("process", queue);
        if (error is not null)
        {
            tags.Add("error.type", error.GetBaseException().GetType().FullName);
        }

        Processing.Record(took.TotalSeconds, tags);
    }

    public static void Outbox(string service, long count, double age) => Outboxes[service] = (count, age);

    public static void Depth(string queue, long count) => Depths[queue] = count;

    /// <summary>The bus names an event's exchange by its type, with a colon before the last word.</summary>
    private static string Exchange(string type) => type.LastIndexOf('.') is var at and > 0 ? $"{type[..at]}:{type[(at + 1)..]}" : type;

    private static TagList Operation(string operation, string destination) => new()
    {
        { "messaging.system", "rabbitmq" },
        { "messaging.operation.name", operation },
        { "messaging.operation.type", operation },
        { "messaging.destination.name", destination },
    };
}
