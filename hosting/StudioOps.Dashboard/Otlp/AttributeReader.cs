using StudioOps.Dashboard.Telemetry;

namespace StudioOps.Dashboard.Otlp;

/// <summary>KeyValue and AnyValue of opentelemetry-proto.</summary>
internal static class AttributeReader
{
    public const int MostPerItem = 128;
    private const int Deepest = 16;

    /// <summary>Collects attributes of one item; those beyond the limit are left out.</summary>
    public ref struct List()
    {
        private KeyValue[] _items = [];
        private int _count;

        public void Add(ReadOnlySpan<byte> message)
        {
            if (_count == _items.Length && _count < MostPerItem)
            {
                System.Array.Resize(ref _items, Math.Max(8, _count * 2));
            }

            if (_count < _items.Length)
            {
                _items[_count++] = KeyValue(message, 0);
            }
        }

        public readonly KeyValue[] ToArray() => _count == _items.Length ? _items : _items[.._count];
    }

    public static AnyValue AnyValue(ReadOnlySpan<byte> message, int depth = 0)
    {
        if (depth > Deepest)
        {
            throw new InvalidDataException("A value is nested too deep.");
        }

        AnyValue value = default;
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    value = Telemetry.AnyValue.Of(reader.Text());
                    break;
                case 2:
                    value = Telemetry.AnyValue.Of(reader.Varint() != 0);
                    break;
                case 3:
                    value = Telemetry.AnyValue.Of((long)reader.Varint());
                    break;
                case 4:
                    value = Telemetry.AnyValue.Of(reader.Double());
                    break;
                case 5:
                    value = Array(reader.Bytes(), depth + 1);
                    break;
                case 6:
                    value = Map(reader.Bytes(), depth + 1);
                    break;
                case 7:
                    value = Telemetry.AnyValue.Of(Convert.ToBase64String(reader.Bytes()));
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return value;
    }

    private static KeyValue KeyValue(ReadOnlySpan<byte> message, int depth)
    {
        var key = string.Empty;
        AnyValue value = default;
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    key = reader.Text();
                    break;
                case 2:
                    value = AnyValue(reader.Bytes(), depth);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new KeyValue(key, value);
    }

    private static AnyValue Array(ReadOnlySpan<byte> message, int depth)
    {
        var values = new List<AnyValue>();
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            if (reader.Field == 1)
            {
                values.Add(AnyValue(reader.Bytes(), depth));
            }
            else
            {
                reader.Skip();
            }
        }

        return Telemetry.AnyValue.Of(values.ToArray());
    }

    private static AnyValue Map(ReadOnlySpan<byte> message, int depth)
    {
        var values = new List<KeyValue>();
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            if (reader.Field == 1)
            {
                values.Add(KeyValue(reader.Bytes(), depth));
            }
            else
            {
                reader.Skip();
            }
        }

        return Telemetry.AnyValue.Of(values.ToArray());
    }
}
