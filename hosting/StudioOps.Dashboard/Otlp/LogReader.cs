using StudioOps.Dashboard.Telemetry;

namespace StudioOps.Dashboard.Otlp;

/// <summary>Reads an ExportLogsServiceRequest; fields it does not know are skipped.</summary>
internal static class LogReader
{
    public static Batch Read(ReadOnlySpan<byte> request)
    {
        var records = new List<LogRecord>();
        Envelope.Read(request, records, static (item, resource, scope, into) => into.Add(Read(item, resource, scope)));
        return new Batch(Signal.Logs) { Logs = records };
    }

    private static LogRecord Read(ReadOnlySpan<byte> message, Resource resource, Scope scope)
    {
        var record = new LogRecord { Resource = resource, Scope = scope, Size = 120 + (message.Length * 2) };
        var attributes = new AttributeReader.List();
        var observed = 0L;
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    record.At = (long)reader.Fixed64();
                    break;
                case 2:
                    record.Severity = (byte)Math.Min(24, reader.Varint());
                    break;
                case 5:
                    record.Message = AttributeReader.AnyValue(reader.Bytes()).ToString();
                    break;
                case 6:
                    attributes.Add(reader.Bytes());
                    break;
                case 9:
                    record.TraceId = Ids.Trace(reader.Bytes());
                    break;
                case 10:
                    record.SpanId = Ids.Span(reader.Bytes());
                    break;
                case 11:
                    observed = (long)reader.Fixed64();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        record.At = record.At == 0 ? observed : record.At;
        record.Attributes = attributes.ToArray();
        return record;
    }
}
