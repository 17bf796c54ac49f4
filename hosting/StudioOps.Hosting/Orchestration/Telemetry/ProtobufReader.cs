using System.Buffers.Binary;
using System.Text;

namespace StudioOps.Hosting.Orchestration.Telemetry;

/// <summary>The four wire types of protobuf, forward only; enough to read what an exporter sends.</summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> data)
{
    private ReadOnlySpan<byte> _rest = data;

    public int Field { get; private set; }

    private WireType Type { get; set; }

    private enum WireType
    {
        Varint = 0,
        Fixed64 = 1,
        Bytes = 2,
        Fixed32 = 5,
    }

    public bool Next()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        var tag = Varint();
        Field = (int)(tag >> 3);
        Type = (WireType)(tag & 7);
        return true;
    }

    public ulong Varint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = Take(1)[0];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("A number is longer than 64 bits.");
    }

    public ulong Fixed64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    public ReadOnlySpan<byte> Bytes() => Take(checked((int)Varint()));

    public string Text() => Encoding.UTF8.GetString(Bytes());

    public void Skip()
    {
        switch (Type)
        {
            case WireType.Varint:
                Varint();
                break;
            case WireType.Fixed64:
                Take(8);
                break;
            case WireType.Bytes:
                Bytes();
                break;
            case WireType.Fixed32:
                Take(4);
                break;
            default:
                throw new InvalidDataException($"Wire type {(int)Type} is not in use.");
        }
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length < 0 || length > _rest.Length)
        {
            throw new InvalidDataException("The message ends too early.");
        }

        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }
}
