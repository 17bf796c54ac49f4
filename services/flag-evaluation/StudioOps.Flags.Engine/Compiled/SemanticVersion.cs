using System.Globalization;

namespace StudioOps.Flags.Engine;

/// <summary>A version as semver.org 2.0.0 has it, read without copying. Build metadata is checked and then forgotten.</summary>
internal readonly ref struct SemanticVersion
{
    private readonly ulong _major;
    private readonly ulong _minor;
    private readonly ulong _patch;
    private readonly ReadOnlySpan<char> _prerelease;

    private SemanticVersion(ulong major, ulong minor, ulong patch, ReadOnlySpan<char> prerelease)
    {
        _major = major;
        _minor = minor;
        _patch = patch;
        _prerelease = prerelease;
    }

    public static bool Holds(VersionComparison comparison, SemanticVersion left, SemanticVersion right) => comparison switch
    {
        VersionComparison.SameMajor => left._major == right._major,
        VersionComparison.SameMinor => left._major == right._major && left._minor == right._minor,
        _ => ((Comparison)comparison).Holds(Order(left, right)),
    };

    public static bool TryParse(ReadOnlySpan<char> text, bool lenient, out SemanticVersion version)
    {
        version = default;
        text = lenient ? text.Trim() : text;
        text = lenient && text is ['v' or 'V', ..] ? text[1..] : text;
        var plus = text.IndexOf('+');
        if (plus >= 0 && !AreIdentifiers(text[(plus + 1)..], numbered: false))
        {
            return false;
        }

        text = plus >= 0 ? text[..plus] : text;
        var dash = text.IndexOf('-');
        var prerelease = dash >= 0 ? text[(dash + 1)..] : default;
        var core = dash >= 0 ? text[..dash] : text;
        if ((dash >= 0 && !AreIdentifiers(prerelease, numbered: true)) || core.Count('.') > 2 || (core.Count('.') < 2 && !lenient))
        {
            return false;
        }

        Span<ulong> numbers = [0, 0, 0];
        var read = 0;
        foreach (var range in core.Split('.'))
        {
            if (!IsNumber(core[range]) || !ulong.TryParse(core[range], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[read++]))
            {
                return false;
            }
        }

        version = new SemanticVersion(numbers[0], numbers[1], numbers[2], prerelease);
        return true;
    }

    private static int Order(SemanticVersion left, SemanticVersion right)
    {
        var order = (left._major, left._minor, left._patch).CompareTo((right._major, right._minor, right._patch));
        if (order != 0)
        {
            return order;
        }

        // A release comes after all its pre-releases.
        return left._prerelease.IsEmpty || right._prerelease.IsEmpty
            ? left._prerelease.IsEmpty.CompareTo(right._prerelease.IsEmpty)
            : OrderPrerelease(left._prerelease, right._prerelease);
    }

    private static int OrderPrerelease(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        while (!left.IsEmpty && !right.IsEmpty)
        {
            var order = OrderIdentifier(First(ref left), First(ref right));
            if (order != 0)
            {
                return order;
            }
        }

        return left.Length.CompareTo(right.Length);
    }

    /// <summary>Numbers by value and before words; words by their characters.</summary>
    private static int OrderIdentifier(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        var (leftNumber, rightNumber) = (IsDigits(left), IsDigits(right));
        if (leftNumber != rightNumber)
        {
            return leftNumber ? -1 : 1;
        }

        // Without leading zeros, the longer number is the greater, however long.
        return leftNumber && left.Length != right.Length ? left.Length.CompareTo(right.Length) : left.CompareTo(right, StringComparison.Ordinal);
    }

    private static ReadOnlySpan<char> First(ref ReadOnlySpan<char> identifiers)
    {
        var dot = identifiers.IndexOf('.');
        var first = dot < 0 ? identifiers : identifiers[..dot];
        identifiers = dot < 0 ? default : identifiers[(dot + 1)..];
        return first;
    }

    private static bool AreIdentifiers(ReadOnlySpan<char> text, bool numbered)
    {
        foreach (var range in text.Split('.'))
        {
            var identifier = text[range];
            if (identifier.IsEmpty || (numbered && IsDigits(identifier) && !IsNumber(identifier)) || identifier.ContainsAnyExcept(Allowed))
            {
                return false;
            }
        }

        return true;
    }

    private static readonly System.Buffers.SearchValues<char> Allowed =
        System.Buffers.SearchValues.Create("-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static bool IsDigits(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExceptInRange('0', '9');

    private static bool IsNumber(ReadOnlySpan<char> text) => IsDigits(text) && (text.Length == 1 || text[0] != '0');
}
