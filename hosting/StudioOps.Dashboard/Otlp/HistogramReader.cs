using StudioOps.Dashboard.Metrics;

namespace StudioOps.Dashboard.Otlp;

/// <summary>Histogram points, with explicit bounds or exponential ones.</summary>
internal static class HistogramReader
{
    private const int MostBuckets = 512;

    public static DataPoint Read(ReadOnlySpan<byte> message, Instrument instrument, bool exponential)
    {
        var point = new DataPoint { Instrument = instrument };
        var attributes = new AttributeReader.List();
        var (counts, bounds) = (new List<long>(), new List<double>());
        var layout = new ExponentialLayout();
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1 when exponential:
                case 9 when !exponential:
                    attributes.Add(reader.Bytes());
                    break;
                case 2:
                    point.Start = (long)reader.Fixed64();
                    break;
                case 3:
                    point.At = (long)reader.Fixed64();
                    break;
                case 5 when reader.Type == WireType.Fixed64:
                    point.Value = reader.Double();
                    break;
                case 6 when exponential:
                    // Zigzag, as protobuf writes signed numbers.
                    var scale = reader.Varint();
                    layout.Scale = (int)(scale >> 1) ^ -(int)(scale & 1);
                    break;
                case 7 when exponential:
                    layout.Zeros = (long)reader.Fixed64();
                    break;
                case 8 when exponential:
                    layout.Positive = Exponential(reader.Bytes(), out layout.Offset);
                    break;
                case 6:
                    Numbers(ref reader, value => counts.Add((long)value));
                    break;
                case 7:
                    Numbers(ref reader, value => bounds.Add(BitConverter.UInt64BitsToDouble(value)));
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        point.Attributes = attributes.ToArray();
        point.Buckets = exponential ? layout.ToBuckets() : Explicit(bounds, counts);
        return point;
    }

    private static Buckets Explicit(List<double> bounds, List<long> counts) => counts.Count == bounds.Count + 1 && counts.Count <= MostBuckets
        ? new Buckets([.. bounds], [.. counts])
        : counts.Count == 0 && bounds.Count == 0 ? new Buckets([], [0])
        : throw new InvalidDataException("A histogram's counts do not fit its bounds.");

    private static void Numbers(ref ProtobufReader reader, Action<ulong> add)
    {
        if (reader.Type == WireType.Fixed64)
        {
            add(reader.Fixed64());
            return;
        }

        var packed = new ProtobufReader(reader.Bytes());
        while (!packed.AtEnd)
        {
            add(packed.RawFixed64());
        }
    }

    private static List<long> Exponential(ReadOnlySpan<byte> message, out int offset)
    {
        offset = 0;
        var counts = new List<long>();
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    var number = reader.Varint();
                    offset = (int)(number >> 1) ^ -(int)(number & 1);
                    break;
                case 2 when reader.Type == WireType.Varint:
                    counts.Add((long)reader.Varint());
                    break;
                case 2:
                    var packed = new ProtobufReader(reader.Bytes());
                    while (!packed.AtEnd)
                    {
                        counts.Add((long)packed.RawVarint());
                    }

                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return counts.Count <= MostBuckets ? counts : throw new InvalidDataException("A histogram has too many buckets.");
    }
}
