using System.Globalization;

namespace StudioOps.Flags.Engine;

/// <summary>A network of IP addresses. Addresses are numbers of 128 bits; IPv4 lives where IPv6 maps it, so both compare alike.</summary>
internal readonly struct Network
{
    private static readonly UInt128 Mapped = (UInt128)0xffff << 32;
    private readonly UInt128 _first;
    private readonly UInt128 _mask;

    private Network(UInt128 address, int prefix)
    {
        _mask = prefix == 0 ? 0 : UInt128.MaxValue << (128 - prefix);
        _first = address & _mask;
    }

    public bool Contains(UInt128 address) => (address & _mask) == _first;

    /// <summary>Reads <c>address</c> or <c>address/prefix</c>.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Network network)
    {
        network = default;
        var slash = text.IndexOf('/');
        var name = slash < 0 ? text : text[..slash];
        if (!TryParseAddress(name, out var address))
        {
            return false;
        }

        var bits = name.Contains(':') ? 128 : 32;
        var prefix = bits;
        if (slash >= 0 && (!int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out prefix) || prefix > bits))
        {
            return false;
        }

        network = new Network(address, prefix + 128 - bits);
        return true;
    }

    public static bool TryParseAddress(ReadOnlySpan<char> text, out UInt128 address)
    {
        if (text.Contains(':'))
        {
            return TryParseSix(text, out address);
        }

        var parsed = TryParseFour(text, out var four);
        address = Mapped | four;
        return parsed;
    }

    private static bool TryParseFour(ReadOnlySpan<char> text, out uint address)
    {
        address = 0;
        var parts = 0;
        foreach (var range in text.Split('.'))
        {
            // A leading zero means octal to some readers and nothing to others, so it is refused.
            var part = text[range];
            if (++parts > 4 || part.Length > 3 || (part.Length > 1 && part[0] == '0')
                || !byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var octet))
            {
                return false;
            }

            address = (address << 8) | octet;
        }

        return parts == 4;
    }

    private static bool TryParseSix(ReadOnlySpan<char> text, out UInt128 address)
    {
        address = 0;
        var gap = text.IndexOf("::");
        if (gap < 0)
        {
            return TryParseGroups(text, out address, out var all) && all == 8;
        }

        if (!TryParseGroups(text[..gap], out var head, out var before) || !TryParseGroups(text[(gap + 2)..], out var tail, out var after)
            || before + after > 7 || text[..gap].Contains('.'))
        {
            return false;
        }

        address = (before == 0 ? 0 : head << (128 - (16 * before))) | tail;
        return true;
    }

    /// <summary>Groups of four hexadecimal digits; the last may be an IPv4 address, which counts for two.</summary>
    private static bool TryParseGroups(ReadOnlySpan<char> text, out UInt128 groups, out int count)
    {
        groups = 0;
        count = 0;
        if (text.IsEmpty)
        {
            return true;
        }

        foreach (var range in text.Split(':'))
        {
            var part = text[range];
            if (part.Contains('.'))
            {
                count += 2;
                var last = range.End.GetOffset(text.Length) == text.Length;
                var parsed = TryParseFour(part, out var four);
                groups = (groups << 32) | four;
                return last && parsed && count <= 8;
            }

            if (++count > 8 || part.Length > 4 || !ushort.TryParse(part, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var group))
            {
                return false;
            }

            groups = (groups << 16) | group;
        }

        return true;
    }
}
