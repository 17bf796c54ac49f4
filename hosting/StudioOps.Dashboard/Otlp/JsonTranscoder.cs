using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace StudioOps.Dashboard.Otlp;

/// <summary>Writes OTLP/JSON as the protobuf it stands for, so that there is one reader for both.</summary>
internal static class JsonTranscoder
{
    private static readonly JsonDocumentOptions Depth = new() { MaxDepth = 64 };

    public static byte[] ToProtobuf(ReadOnlyMemory<byte> json, Signal signal)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Depth);
            return Message(document.RootElement, JsonSchema.Request(signal));
        }
        catch (Exception malformed) when (malformed is JsonException or FormatException or InvalidOperationException or OverflowException)
        {
            throw new InvalidDataException($"This is no OTLP in JSON: {malformed.Message}");
        }
    }

    private static byte[] Message(JsonElement json, IReadOnlyDictionary<string, Field> fields)
    {
        using var into = new MemoryStream();
        foreach (var property in json.EnumerateObject())
        {
            if (!fields.TryGetValue(property.Name, out var field))
            {
                continue;
            }

            foreach (var value in property.Value.ValueKind == JsonValueKind.Array ? property.Value.EnumerateArray().ToArray() : [property.Value])
            {
                if (value.ValueKind != JsonValueKind.Null)
                {
                    Write(into, field, value);
                }
            }
        }

        return into.ToArray();
    }

    private static void Write(MemoryStream into, Field field, JsonElement value)
    {
        switch (field.Type)
        {
            case FieldType.Message:
                Bytes(into, field, Message(value, field.Of!()));
                break;
            case FieldType.Text:
                Bytes(into, field, Encoding.UTF8.GetBytes(value.GetString()!));
                break;
            case FieldType.Hex:
                Bytes(into, field, Convert.FromHexString(value.GetString()!));
                break;
            case FieldType.Base64:
                Bytes(into, field, value.GetBytesFromBase64());
                break;
            case FieldType.Flag:
                Tag(into, field, WireType.Varint);
                Number(into, value.GetBoolean() ? 1UL : 0);
                break;
            case FieldType.Varint:
                Tag(into, field, WireType.Varint);
                Number(into, Integer(value));
                break;
            case FieldType.Zigzag:
                var signed = value.GetInt32();
                Tag(into, field, WireType.Varint);
                Number(into, (uint)((signed << 1) ^ (signed >> 31)));
                break;
            case FieldType.Double:
                Fixed(into, field, BitConverter.DoubleToUInt64Bits(Real(value)));
                break;
            default:
                Fixed(into, field, Integer(value));
                break;
        }
    }

    // 64-bit numbers come as text, as JSON's own cannot hold them.
    private static ulong Integer(JsonElement value)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        return text.StartsWith('-') ? (ulong)long.Parse(text, CultureInfo.InvariantCulture) : ulong.Parse(text, CultureInfo.InvariantCulture);
    }

    private static double Real(JsonElement value) => value.ValueKind != JsonValueKind.String ? value.GetDouble()
        : value.GetString() switch
        {
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            var text => double.Parse(text!, CultureInfo.InvariantCulture),
        };

    private static void Bytes(MemoryStream into, Field field, byte[] content)
    {
        Tag(into, field, WireType.Bytes);
        Number(into, (ulong)content.Length);
        into.Write(content);
    }

    private static void Fixed(MemoryStream into, Field field, ulong value)
    {
        Tag(into, field, WireType.Fixed64);
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        into.Write(bytes);
    }

    private static void Tag(MemoryStream into, Field field, WireType type) => Number(into, (ulong)((field.Number << 3) | (int)type));

    private static void Number(MemoryStream into, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            into.WriteByte((byte)(value | 0x80));
        }

        into.WriteByte((byte)value);
    }
}
