using System.Buffers.Binary;
using System.Globalization;

namespace StudioOps.Dashboard.Otlp;

/// <summary>Ids as bytes and as lower-case hex; 0 stands for none.</summary>
internal static class Ids
{
    public static UInt128 Trace(ReadOnlySpan<byte> bytes) => bytes.Length == 16 ? BinaryPrimitives.ReadUInt128BigEndian(bytes) : 0;

    public static ulong Span(ReadOnlySpan<byte> bytes) => bytes.Length == 8 ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : 0;

    public static string Text(UInt128 trace) => trace.ToString("x32", CultureInfo.InvariantCulture);

    public static string Text(ulong span) => span.ToString("x16", CultureInfo.InvariantCulture);

    public static string? TextOrNull(UInt128 trace) => trace == 0 ? null : Text(trace);

    public static string? TextOrNull(ulong span) => span == 0 ? null : Text(span);

    public static UInt128? ParseTrace(string? text) =>
        text is { Length: 32 } && UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id) ? id : null;

    public static ulong? ParseSpan(string? text) =>
        text is { Length: 16 } && ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id) ? id : null;
}
