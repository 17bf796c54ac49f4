namespace StudioOps.Hosting.Orchestration.Telemetry;

/// <summary>KeyValue and AnyValue of opentelemetry-proto.</summary>
internal static class AttributeReader
{
    public static void KeyValue(ReadOnlySpan<byte> message, Dictionary<string, object?> into)
    {
        var key = string.Empty;
        object? value = null;
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    key = reader.Text();
                    break;
                case 2:
                    value = AnyValue(reader.Bytes());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        into[key] = value;
    }

    private static object? AnyValue(ReadOnlySpan<byte> message)
    {
        object? value = null;
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    value = reader.Text();
                    break;
                case 2:
                    value = reader.Varint() != 0;
                    break;
                case 3:
                    value = (long)reader.Varint();
                    break;
                case 4:
                    value = reader.Double();
                    break;
                case 5:
                    value = Array(reader.Bytes());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        // NaN and the infinities have no JSON form.
        return value is double number && !double.IsFinite(number) ? null : value;
    }

    private static List<object?> Array(ReadOnlySpan<byte> message)
    {
        var values = new List<object?>();
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            if (reader.Field == 1)
            {
                values.Add(AnyValue(reader.Bytes()));
            }
            else
            {
                reader.Skip();
            }
        }

        return values;
    }
}
