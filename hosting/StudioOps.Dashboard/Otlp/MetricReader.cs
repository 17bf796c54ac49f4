using StudioOps.Dashboard.Metrics;
using StudioOps.Dashboard.Telemetry;

namespace StudioOps.Dashboard.Otlp;

/// <summary>Reads an ExportMetricsServiceRequest; fields it does not know are skipped.</summary>
internal static class MetricReader
{
    public static Batch Read(ReadOnlySpan<byte> request)
    {
        var state = new State();
        Envelope.Read(request, state, static (item, resource, scope, into) => Metric(item, resource, scope, into));
        return new Batch(Signal.Metrics, state.Summaries, state.Summaries == 0 ? string.Empty : "summaries are not kept") { Points = state.Points };
    }

    private static void Metric(ReadOnlySpan<byte> message, Resource resource, Scope scope, State state)
    {
        var (name, description, unit) = (string.Empty, string.Empty, string.Empty);
        var data = ReadOnlySpan<byte>.Empty;
        var type = 0;
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    name = reader.Text();
                    break;
                case 2:
                    description = reader.Text();
                    break;
                case 3:
                    unit = reader.Text();
                    break;
                case 5 or 7 or 9 or 10 or 11:
                    type = reader.Field;
                    data = reader.Bytes();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        var points = new List<DataPoint>();
        var (isDelta, isMonotonic) = Aggregation(data);
        var kind = type switch { 5 => InstrumentKind.Gauge, 7 => isMonotonic ? InstrumentKind.Counter : InstrumentKind.UpDown, _ => InstrumentKind.Histogram };
        var instrument = new Instrument(resource, scope.Name, name, unit, description, kind, isDelta);
        var list = new ProtobufReader(data);
        while (list.Next())
        {
            if (list.Field != 1)
            {
                list.Skip();
            }
            else if (type == 11)
            {
                list.Skip();
                state.Summaries++;
            }
            else if (type is 9 or 10)
            {
                points.Add(HistogramReader.Read(list.Bytes(), instrument, exponential: type == 10));
            }
            else
            {
                points.Add(Number(list.Bytes(), instrument));
            }
        }

        state.Points.AddRange(points);
    }

    private static (bool IsDelta, bool IsMonotonic) Aggregation(ReadOnlySpan<byte> data)
    {
        var (isDelta, isMonotonic) = (false, false);
        var reader = new ProtobufReader(data);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 2 when reader.Type == WireType.Varint:
                    isDelta = reader.Varint() == 1;
                    break;
                case 3 when reader.Type == WireType.Varint:
                    isMonotonic = reader.Varint() != 0;
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return (isDelta, isMonotonic);
    }

    private static DataPoint Number(ReadOnlySpan<byte> message, Instrument instrument)
    {
        var point = new DataPoint { Instrument = instrument };
        var attributes = new AttributeReader.List();
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 2:
                    point.Start = (long)reader.Fixed64();
                    break;
                case 3:
                    point.At = (long)reader.Fixed64();
                    break;
                case 4:
                    point.Value = reader.Double();
                    break;
                case 6:
                    point.Value = (long)reader.Fixed64();
                    break;
                case 7:
                    attributes.Add(reader.Bytes());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        point.Attributes = attributes.ToArray();
        return point;
    }

    private sealed class State
    {
        public List<DataPoint> Points { get; } = [];

        public int Summaries { get; set; }
    }
}
