using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace StudioOps.Dashboard.Tests.Otlp;

/// <summary>Messages byte by byte, so that a test can also write what no exporter would.</summary>
internal static class Protobuf
{
    public static readonly byte[] TraceId = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
    public static readonly byte[] SpanId = [0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18];

    public static byte[] Message(int field, byte[] content) => [.. Number((ulong)((field << 3) | 2)), .. Number((ulong)content.Length), .. content];

    public static byte[] Text(int field, string text) => Message(field, Encoding.UTF8.GetBytes(text));

    public static byte[] Varint(int field, ulong value) => [.. Number((ulong)(field << 3)), .. Number(value)];

    public static byte[] Fixed(int field, ulong value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return [.. Number((ulong)((field << 3) | 1)), .. bytes];
    }

    public static byte[] Attribute(int field, string key, byte[] value) => Message(field, [.. Text(1, key), .. Message(2, value)]);

    public static byte[] Resource(string name) => Message(1, Attribute(1, "service.name", Text(1, name)));

    /// <summary>A request of one resource and one scope, whatever the signal: they look alike.</summary>
    public static byte[] Request(string resource, params IEnumerable<byte[]> items) =>
        Message(1, [.. Resource(resource), .. Message(2, [.. Message(1, Text(1, "lib")), .. items.SelectMany(item => Message(2, item))])]);

    public static byte[] Span(byte[] trace, byte[] span, string name, ulong start, ulong end, params IEnumerable<byte[]> more) =>
        [.. Message(1, trace), .. Message(2, span), .. Text(5, name), .. Fixed(7, start), .. Fixed(8, end), .. more.SelectMany(part => part)];

    public static byte[] Log(ulong at, byte severity, string body, params IEnumerable<byte[]> more) =>
        [.. Fixed(1, at), .. Varint(2, severity), .. Message(5, Text(1, body)), .. more.SelectMany(part => part)];

    public static byte[] Gzip(byte[] content)
    {
        using var compressed = new MemoryStream();
        using (var zip = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            zip.Write(content);
        }

        return compressed.ToArray();
    }

    public static byte[] Id(int number, int length)
    {
        var bytes = new byte[length];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }

    private static List<byte> Number(ulong value)
    {
        var bytes = new List<byte>(5);
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return bytes;
    }
}
