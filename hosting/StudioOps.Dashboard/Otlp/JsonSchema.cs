namespace StudioOps.Dashboard.Otlp;

internal enum FieldType
{
    Message,
    Text,
    Hex,
    Base64,
    Varint,
    Zigzag,
    Fixed64,
    Double,
    Flag,
}

internal sealed record Field(int Number, FieldType Type, Func<IReadOnlyDictionary<string, Field>>? Of = null);

/// <summary>The JSON names of opentelemetry-proto 1.x with their numbers and types; what is not here is skipped.</summary>
internal static class JsonSchema
{
    private static readonly Dictionary<string, Field> Value = new()
    {
        ["stringValue"] = new(1, FieldType.Text),
        ["boolValue"] = new(2, FieldType.Flag),
        ["intValue"] = new(3, FieldType.Varint),
        ["doubleValue"] = new(4, FieldType.Double),
        ["arrayValue"] = Message(5, () => Values!),
        ["kvlistValue"] = Message(6, () => Map!),
        ["bytesValue"] = new(7, FieldType.Base64),
    };

    private static readonly Dictionary<string, Field> Values = new() { ["values"] = Message(1, () => Value) };
    private static readonly Dictionary<string, Field> Pair = new() { ["key"] = new(1, FieldType.Text), ["value"] = Message(2, () => Value) };
    private static readonly Dictionary<string, Field> Map = new() { ["values"] = Message(1, () => Pair) };
    private static readonly Dictionary<string, Field> Resource = new() { ["attributes"] = Message(1, () => Pair) };
    private static readonly Dictionary<string, Field> Scope = new() { ["name"] = new(1, FieldType.Text), ["version"] = new(2, FieldType.Text) };
    private static readonly Dictionary<string, Field> Status = new() { ["message"] = new(2, FieldType.Text), ["code"] = new(3, FieldType.Varint) };

    private static readonly Dictionary<string, Field> Event = new()
    {
        ["timeUnixNano"] = new(1, FieldType.Fixed64),
        ["name"] = new(2, FieldType.Text),
        ["attributes"] = Message(3, () => Pair),
    };

    private static readonly Dictionary<string, Field> Link = new()
    {
        ["traceId"] = new(1, FieldType.Hex),
        ["spanId"] = new(2, FieldType.Hex),
        ["attributes"] = Message(4, () => Pair),
    };

    private static readonly Dictionary<string, Field> Span = new()
    {
        ["traceId"] = new(1, FieldType.Hex),
        ["spanId"] = new(2, FieldType.Hex),
        ["parentSpanId"] = new(4, FieldType.Hex),
        ["name"] = new(5, FieldType.Text),
        ["kind"] = new(6, FieldType.Varint),
        ["startTimeUnixNano"] = new(7, FieldType.Fixed64),
        ["endTimeUnixNano"] = new(8, FieldType.Fixed64),
        ["attributes"] = Message(9, () => Pair),
        ["events"] = Message(11, () => Event),
        ["links"] = Message(13, () => Link),
        ["status"] = Message(15, () => Status),
    };

    private static readonly Dictionary<string, Field> LogRecord = new()
    {
        ["timeUnixNano"] = new(1, FieldType.Fixed64),
        ["severityNumber"] = new(2, FieldType.Varint),
        ["body"] = Message(5, () => Value),
        ["attributes"] = Message(6, () => Pair),
        ["traceId"] = new(9, FieldType.Hex),
        ["spanId"] = new(10, FieldType.Hex),
        ["observedTimeUnixNano"] = new(11, FieldType.Fixed64),
    };

    private static readonly Dictionary<string, Field> Number = new()
    {
        ["startTimeUnixNano"] = new(2, FieldType.Fixed64),
        ["timeUnixNano"] = new(3, FieldType.Fixed64),
        ["asDouble"] = new(4, FieldType.Double),
        ["asInt"] = new(6, FieldType.Fixed64),
        ["attributes"] = Message(7, () => Pair),
    };

    private static readonly Dictionary<string, Field> HistogramPoint = new()
    {
        ["startTimeUnixNano"] = new(2, FieldType.Fixed64),
        ["timeUnixNano"] = new(3, FieldType.Fixed64),
        ["sum"] = new(5, FieldType.Double),
        ["bucketCounts"] = new(6, FieldType.Fixed64),
        ["explicitBounds"] = new(7, FieldType.Double),
        ["attributes"] = Message(9, () => Pair),
    };

    private static readonly Dictionary<string, Field> ExponentialBuckets = new() { ["offset"] = new(1, FieldType.Zigzag), ["bucketCounts"] = new(2, FieldType.Varint) };

    private static readonly Dictionary<string, Field> ExponentialPoint = new()
    {
        ["attributes"] = Message(1, () => Pair),
        ["startTimeUnixNano"] = new(2, FieldType.Fixed64),
        ["timeUnixNano"] = new(3, FieldType.Fixed64),
        ["sum"] = new(5, FieldType.Double),
        ["scale"] = new(6, FieldType.Zigzag),
        ["zeroCount"] = new(7, FieldType.Fixed64),
        ["positive"] = Message(8, () => ExponentialBuckets),
    };

    private static readonly Dictionary<string, Field> Metric = new()
    {
        ["name"] = new(1, FieldType.Text),
        ["description"] = new(2, FieldType.Text),
        ["unit"] = new(3, FieldType.Text),
        ["gauge"] = Message(5, () => Points(Number)),
        ["sum"] = Message(7, () => Points(Number)),
        ["histogram"] = Message(9, () => Points(HistogramPoint)),
        ["exponentialHistogram"] = Message(10, () => Points(ExponentialPoint)),
        ["summary"] = Message(11, () => Points([])),
    };

    public static IReadOnlyDictionary<string, Field> Request(Signal signal) => signal switch
    {
        Signal.Traces => Request("resourceSpans", "scopeSpans", "spans", Span),
        Signal.Logs => Request("resourceLogs", "scopeLogs", "logRecords", LogRecord),
        _ => Request("resourceMetrics", "scopeMetrics", "metrics", Metric),
    };

    private static Dictionary<string, Field> Request(string resources, string scopes, string items, Dictionary<string, Field> item)
    {
        var scope = new Dictionary<string, Field> { ["scope"] = Message(1, () => Scope), [items] = Message(2, () => item) };
        var resource = new Dictionary<string, Field> { ["resource"] = Message(1, () => Resource), [scopes] = Message(2, () => scope) };
        return new() { [resources] = Message(1, () => resource) };
    }

    private static Dictionary<string, Field> Points(Dictionary<string, Field> point) => new()
    {
        ["dataPoints"] = Message(1, () => point),
        ["aggregationTemporality"] = new(2, FieldType.Varint),
        ["isMonotonic"] = new(3, FieldType.Flag),
    };

    private static Field Message(int number, Func<IReadOnlyDictionary<string, Field>> of) => new(number, FieldType.Message, of);
}
