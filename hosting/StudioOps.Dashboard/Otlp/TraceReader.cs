using StudioOps.Dashboard.Telemetry;

namespace StudioOps.Dashboard.Otlp;

/// <summary>Reads an ExportTraceServiceRequest (opentelemetry-proto 1.x); fields it does not know are skipped.</summary>
internal static class TraceReader
{
    private const int MostEvents = 128;
    private const int MostLinks = 128;

    public static Batch Read(ReadOnlySpan<byte> request)
    {
        var spans = new List<Span>();
        Envelope.Read(request, spans, static (item, resource, scope, into) => into.Add(Read(item, resource, scope)));
        var rejected = spans.RemoveAll(span => span.TraceId == 0 || span.SpanId == 0);
        return new Batch(Signal.Traces, rejected, rejected == 0 ? string.Empty : "spans without a valid trace id and span id") { Spans = spans };
    }

    private static Span Read(ReadOnlySpan<byte> message, Resource resource, Scope scope)
    {
        var span = new Span { Resource = resource, Scope = scope, Size = 160 + (message.Length * 2) };
        var attributes = new AttributeReader.List();
        List<SpanEvent>? events = null;
        List<SpanLink>? links = null;
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    span.TraceId = Ids.Trace(reader.Bytes());
                    break;
                case 2:
                    span.SpanId = Ids.Span(reader.Bytes());
                    break;
                case 4:
                    span.ParentId = Ids.Span(reader.Bytes());
                    break;
                case 5:
                    span.Name = reader.Text();
                    break;
                case 6:
                    span.Kind = Kind(reader.Varint());
                    break;
                case 7:
                    span.Start = (long)reader.Fixed64();
                    break;
                case 8:
                    span.End = (long)reader.Fixed64();
                    break;
                case 9:
                    attributes.Add(reader.Bytes());
                    break;
                case 11 when (events ??= []).Count < MostEvents:
                    events.Add(Event(reader.Bytes()));
                    break;
                case 13 when (links ??= []).Count < MostLinks:
                    links.Add(Link(reader.Bytes()));
                    break;
                case 15:
                    Status(reader.Bytes(), span);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        span.End = Math.Max(span.Start, span.End);
        span.Attributes = attributes.ToArray();
        span.Events = events?.ToArray() ?? [];
        span.Links = links?.ToArray() ?? [];
        return span;
    }

    // 0 is unspecified, which the protocol says to take for internal.
    private static SpanKind Kind(ulong number) => number is >= 1 and <= 5 ? (SpanKind)(number - 1) : SpanKind.Internal;

    private static void Status(ReadOnlySpan<byte> message, Span span)
    {
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 2:
                    span.StatusMessage = reader.Text();
                    break;
                case 3:
                    span.Status = reader.Varint() switch { 1 => SpanStatus.Ok, 2 => SpanStatus.Error, _ => SpanStatus.Unset };
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    private static SpanEvent Event(ReadOnlySpan<byte> message)
    {
        var (at, name) = (0L, string.Empty);
        var attributes = new AttributeReader.List();
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    at = (long)reader.Fixed64();
                    break;
                case 2:
                    name = reader.Text();
                    break;
                case 3:
                    attributes.Add(reader.Bytes());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new SpanEvent(name, at, attributes.ToArray());
    }

    private static SpanLink Link(ReadOnlySpan<byte> message)
    {
        var (trace, span) = (UInt128.Zero, 0UL);
        var attributes = new AttributeReader.List();
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    trace = Ids.Trace(reader.Bytes());
                    break;
                case 2:
                    span = Ids.Span(reader.Bytes());
                    break;
                case 4:
                    attributes.Add(reader.Bytes());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new SpanLink(trace, span, attributes.ToArray());
    }
}
