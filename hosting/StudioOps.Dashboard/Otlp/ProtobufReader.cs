using System.Buffers.Binary;
using System.Text;
using StudioOps.Dashboard.Telemetry;

namespace StudioOps.Dashboard.Otlp;

internal enum WireType
{
    Varint = 0,
    Fixed64 = 1,
    Bytes = 2,
    Fixed32 = 5,
}

/// <summary>The wire types of protobuf, forward only; enough to read what an exporter sends. What does not fit is <see cref="InvalidDataException"/>.</summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> data)
{
    private const int LongestPooled = 96;
    private const int LongestText = 32 * 1024;
    private static readonly Pool<string> Texts = new(16 * 1024, Encoding.UTF8.GetString);
    private ReadOnlySpan<byte> _rest = data;

    public int Field { get; private set; }

    public WireType Type { get; private set; }

    public readonly bool AtEnd => _rest.IsEmpty;

    public bool Next()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        var tag = RawVarint();
        Field = (int)(tag >> 3);
        Type = (WireType)(tag & 7);
        return tag <= uint.MaxValue && Field > 0 ? true : throw new InvalidDataException("A field has no valid number.");
    }

    public ulong Varint()
    {
        Demand(WireType.Varint);
        return RawVarint();
    }

    public ulong Fixed64()
    {
        Demand(WireType.Fixed64);
        return RawFixed64();
    }

    public double Double() => BitConverter.UInt64BitsToDouble(Fixed64());

    public ReadOnlySpan<byte> Bytes()
    {
        Demand(WireType.Bytes);
        var length = RawVarint();
        return length <= int.MaxValue ? Take((int)length) : throw new InvalidDataException("The message ends too early.");
    }

    /// <summary>Text that repeats is made once; text without end is cut.</summary>
    public string Text()
    {
        var bytes = Bytes();
        return bytes.Length <= LongestPooled ? Texts.Get(bytes)
            : bytes.Length <= LongestText ? Encoding.UTF8.GetString(bytes)
            : Encoding.UTF8.GetString(bytes[..LongestText]) + "…";
    }

    public void Skip()
    {
        switch (Type)
        {
            case WireType.Varint:
                RawVarint();
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

    /// <summary>The next number of a packed list.</summary>
    public ulong RawVarint()
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

    /// <summary>The next number of a packed list.</summary>
    public ulong RawFixed64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    private readonly void Demand(WireType type)
    {
        if (Type != type)
        {
            throw new InvalidDataException($"Field {Field} is not of its type.");
        }
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > _rest.Length)
        {
            throw new InvalidDataException("The message ends too early.");
        }

        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }
}
