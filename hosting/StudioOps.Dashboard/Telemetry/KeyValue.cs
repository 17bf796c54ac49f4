using System.Buffers;
using System.Text.Json;

namespace StudioOps.Dashboard.Telemetry;

internal readonly record struct KeyValue(string Key, AnyValue Value)
{
    public static bool Contain(KeyValue[] attributes, SearchValues<string> text)
    {
        foreach (ref readonly var attribute in attributes.AsSpan())
        {
            if (attribute.Value.Contains(text))
            {
                return true;
            }
        }

        return false;
    }

    public static AnyValue? Find(KeyValue[] attributes, string key)
    {
        foreach (ref readonly var attribute in attributes.AsSpan())
        {
            if (attribute.Key == key)
            {
                return attribute.Value;
            }
        }

        return null;
    }

    public static void WriteTo(Utf8JsonWriter json, KeyValue[] attributes)
    {
        json.WriteStartObject();
        foreach (ref readonly var attribute in attributes.AsSpan())
        {
            json.WritePropertyName(attribute.Key);
            attribute.Value.WriteTo(json);
        }

        json.WriteEndObject();
    }
}
