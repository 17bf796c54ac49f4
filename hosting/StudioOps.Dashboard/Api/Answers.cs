using System.Text.Json;
using System.Text.Json.Serialization;
using StudioOps.Dashboard.Telemetry;

namespace StudioOps.Dashboard.Api;

// Word for word what ui/src/api/types.ts says.
internal sealed record Overview(string Version, HostState Host, IReadOnlyDictionary<string, long> Limits, Counts Counts, IReadOnlyDictionary<string, bool> Features);

internal sealed record HostState(bool Connected, string? Name, string? Problem);

internal sealed record Counts(int Spans, int Logs, int MetricPoints, SignalCounts Dropped, SignalCounts Refused);

internal sealed record LogPage(IReadOnlyList<LogEntry> Items, string? Next, int Total, double SearchedMs);

internal sealed record LogEntry(
    string Id, DateTime At, string Resource, string Severity, int SeverityNumber, string Category, string Message, string? TraceId, string? SpanId,
    LogException? Exception, AttributeList Attributes);

internal sealed record LogException(string? Type, string? Message, string? Stack);

internal sealed record LogFields(IReadOnlyList<string> Resources, IReadOnlyList<string> Categories);

internal sealed record TracePage(IReadOnlyList<TraceSummary> Items, string? Next, int Total);

internal sealed record TraceSummary(string TraceId, string Name, DateTime At, double DurationMs, int Spans, int Errors, IReadOnlyList<SpansOfResource> Resources);

internal sealed record SpansOfResource(string Name, int Spans);

internal sealed record TraceDetail(string TraceId, DateTime At, double DurationMs, IReadOnlyList<SpanDetail> Spans);

internal sealed record SpanDetail(
    string SpanId, string? ParentId, string Name, SpanKind Kind, string Resource, string Scope, DateTime At, double DurationMs, double OffsetMs,
    SpanStatus Status, string? StatusMessage, AttributeList Attributes, IReadOnlyList<SpanEventDetail> Events, IReadOnlyList<SpanLinkDetail> Links);

internal sealed record SpanEventDetail(string Name, DateTime At, AttributeList Attributes);

internal sealed record SpanLinkDetail(string TraceId, string SpanId, AttributeList Attributes);

internal sealed record InstrumentList(IReadOnlyList<InstrumentDetail> Instruments);

internal sealed record InstrumentDetail(
    string Resource, string Meter, string Name, string Unit, string Description, Metrics.InstrumentKind Kind, IReadOnlyList<Dimension> Dimensions);

internal sealed record Dimension(string Name, IReadOnlyList<string> Values);

internal sealed record SeriesAnswer(Metrics.InstrumentKind Kind, string Unit, double Step, IReadOnlyList<DateTime> Times, IReadOnlyList<SeriesDetail> Series);

internal sealed record SeriesDetail(
    IReadOnlyDictionary<string, string> Labels, double?[]? Values = null, double?[]? P50 = null, double?[]? P90 = null, double?[]? P99 = null, double?[]? Count = null);

internal sealed record Problem(int Status, string Code, string Title, string? Detail = null);

/// <summary>Attributes as one JSON object.</summary>
[JsonConverter(typeof(Converter))]
internal readonly record struct AttributeList(KeyValue[] Items)
{
    internal sealed class Converter : JsonConverter<AttributeList>
    {
        public override AttributeList Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, AttributeList value, JsonSerializerOptions options) => KeyValue.WriteTo(writer, value.Items);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Overview))]
[JsonSerializable(typeof(LogPage))]
[JsonSerializable(typeof(LogFields))]
[JsonSerializable(typeof(TracePage))]
[JsonSerializable(typeof(TraceDetail))]
[JsonSerializable(typeof(InstrumentList))]
[JsonSerializable(typeof(SeriesAnswer))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(Host.ResourceList))]
[JsonSerializable(typeof(Host.ConsolePage))]
[JsonSerializable(typeof(Host.RevealedVariable))]
[JsonSerializable(typeof(Host.CommandAccepted))]
[JsonSerializable(typeof(Live.StreamEvent))]
internal sealed partial class DashboardJson : JsonSerializerContext;
