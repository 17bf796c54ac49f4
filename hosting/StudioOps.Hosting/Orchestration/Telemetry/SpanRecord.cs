using System.Text.Json.Serialization;

namespace StudioOps.Hosting.Orchestration.Telemetry;

/// <summary>One line of the trace file. Times are text, because they do not fit a JSON number without loss.</summary>
internal sealed record SpanRecord
{
    public string TraceId { get; set; } = string.Empty;

    public string SpanId { get; set; } = string.Empty;

    public string? ParentSpanId { get; set; }

    public string Name { get; set; } = string.Empty;

    public string Kind { get; set; } = "internal";

    public string? Service { get; set; }

    public string StartTimeUnixNano { get; set; } = "0";

    public string EndTimeUnixNano { get; set; } = "0";

    public string Status { get; set; } = "unset";

    public Dictionary<string, object?> Attributes { get; init; } = [];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SpanRecord))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(double))]
[JsonSerializable(typeof(List<object?>))]
internal sealed partial class SpanJson : JsonSerializerContext;
