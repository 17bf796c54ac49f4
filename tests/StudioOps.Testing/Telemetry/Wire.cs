using System.Buffers.Binary;
using System.Text;

namespace StudioOps.Testing.Telemetry;

/// <summary>One field of a protobuf message, read without its schema.</summary>
internal readonly record struct WireField(int Number, ulong Value, byte[] Bytes)
{
    public string Text => Encoding.UTF8.GetString(Bytes);

    public string Hex => Convert.ToHexStringLower(Bytes);

    public double Double => BitConverter.UInt64BitsToDouble(Value);
}

internal static class Wire
{
    /// <summary>The fields of a message in the order they came.</summary>
    public static IEnumerable<WireField> Fields(byte[] message)
    {
        for (var at = 0; at < message.Length;)
        {
            var tag = Varint(message, ref at);
            var (number, length) = ((int)(tag >> 3), 0);
            switch (tag & 7)
            {
                case 0:
                    yield return new(number, Varint(message, ref at), []);
                    continue;
                case 1:
                    yield return new(number, BinaryPrimitives.ReadUInt64LittleEndian(message.AsSpan(at, 8)), []);
                    length = 8;
                    break;
                case 2:
                    length = checked((int)Varint(message, ref at));
                    yield return new(number, 0, message[at..(at + length)]);
                    break;
                case 5:
                    yield return new(number, BinaryPrimitives.ReadUInt32LittleEndian(message.AsSpan(at, 4)), []);
                    length = 4;
                    break;
                default:
                    throw new InvalidDataException($"Wire type {tag & 7} is not in use.");
            }

            at += length;
        }
    }

    /// <summary>The messages in one repeated field.</summary>
    public static IEnumerable<byte[]> Messages(byte[] message, int field) => Fields(message).Where(one => one.Number == field).Select(one => one.Bytes);

    private static ulong Varint(byte[] message, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = message[at++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }
}
