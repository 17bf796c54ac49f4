using System.Globalization;

namespace StudioOps.Hosting.Orchestration.Telemetry;

/// <summary>Reads an ExportTraceServiceRequest (opentelemetry-proto 1.x); fields it does not know are skipped.</summary>
internal static class TraceRequestReader
{
    private static readonly string[] Kinds = ["internal", "internal", "server", "client", "producer", "consumer"];
    private static readonly string[] Statuses = ["unset", "ok", "error"];

    public static List<SpanRecord> Read(ReadOnlySpan<byte> request)
    {
        var spans = new List<SpanRecord>();
        var reader = new ProtobufReader(request);
        while (reader.Next())
        {
            if (reader.Field == 1)
            {
                ResourceSpans(reader.Bytes(), spans);
            }
            else
            {
                reader.Skip();
            }
        }

        return spans;
    }

    private static void ResourceSpans(ReadOnlySpan<byte> message, List<SpanRecord> spans)
    {
        var first = spans.Count;
        string? service = null;
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    service = ServiceName(reader.Bytes());
                    break;
                case 2:
                    ScopeSpans(reader.Bytes(), spans);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        // Fields come in any order, so the spans learn their service afterwards.
        foreach (var span in spans.Skip(first))
        {
            span.Service = service;
        }
    }

    private static string? ServiceName(ReadOnlySpan<byte> resource)
    {
        var attributes = new Dictionary<string, object?>();
        var reader = new ProtobufReader(resource);
        while (reader.Next())
        {
            if (reader.Field == 1)
            {
                AttributeReader.KeyValue(reader.Bytes(), attributes);
            }
            else
            {
                reader.Skip();
            }
        }

        return attributes.GetValueOrDefault("service.name") as string;
    }

    private static void ScopeSpans(ReadOnlySpan<byte> message, List<SpanRecord> spans)
    {
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            if (reader.Field == 2)
            {
                spans.Add(Span(reader.Bytes()));
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static SpanRecord Span(ReadOnlySpan<byte> message)
    {
        var span = new SpanRecord();
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    span.TraceId = Convert.ToHexStringLower(reader.Bytes());
                    break;
                case 2:
                    span.SpanId = Convert.ToHexStringLower(reader.Bytes());
                    break;
                case 4:
                    var parent = reader.Bytes();
                    span.ParentSpanId = parent.IsEmpty ? null : Convert.ToHexStringLower(parent);
                    break;
                case 5:
                    span.Name = reader.Text();
                    break;
                case 6:
                    span.Kind = Kinds.ElementAtOrDefault((int)reader.Varint()) ?? "internal";
                    break;
                case 7:
                    span.StartTimeUnixNano = reader.Fixed64().ToString(CultureInfo.InvariantCulture);
                    break;
                case 8:
                    span.EndTimeUnixNano = reader.Fixed64().ToString(CultureInfo.InvariantCulture);
                    break;
                case 9:
                    AttributeReader.KeyValue(reader.Bytes(), span.Attributes);
                    break;
                case 15:
                    span.Status = Status(reader.Bytes());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return span;
    }

    private static string Status(ReadOnlySpan<byte> message)
    {
        var code = 0;
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            if (reader.Field == 3)
            {
                code = (int)reader.Varint();
            }
            else
            {
                reader.Skip();
            }
        }

        return Statuses.ElementAtOrDefault(code) ?? "unset";
    }
}
