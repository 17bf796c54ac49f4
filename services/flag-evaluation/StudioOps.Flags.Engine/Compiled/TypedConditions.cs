using System.Globalization;
using System.Text.RegularExpressions;

namespace StudioOps.Flags.Engine;

internal sealed class NumberTest(AttributeSource source, Comparison comparison, double wanted) : AttributeTest(source)
{
    protected override bool Holds(FlagValue value) => TryRead(value, out var number) && comparison.Holds(number.CompareTo(wanted));

    private static bool TryRead(FlagValue value, out double number)
    {
        number = value.AsNumber;
        return value.Type == FlagType.Number
            || (value.Type == FlagType.String && double.TryParse(value.AsText, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number));
    }
}

internal sealed class TextsTest(AttributeSource source, AttributeText condition) : TextTest(source)
{
    private readonly string[] _wanted = [.. condition.Values];
    private readonly TextComparison _how = condition.Comparison;
    private readonly StringComparison _case = condition.IgnoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    protected override bool Holds(string text)
    {
        foreach (var wanted in _wanted)
        {
            if (Holds(text, wanted))
            {
                return true;
            }
        }

        return false;
    }

    private bool Holds(string text, string wanted) => _how switch
    {
        TextComparison.Is => text.Equals(wanted, _case),
        TextComparison.StartsWith => text.StartsWith(wanted, _case),
        TextComparison.EndsWith => text.EndsWith(wanted, _case),
        _ => text.Contains(wanted, _case),
    };
}

internal sealed class PatternTest(AttributeSource source, Regex pattern) : TextTest(source)
{
    protected override bool Holds(string text) => pattern.IsMatch(text);
}

internal sealed class NetworkTest(AttributeSource source, Network[] networks) : TextTest(source)
{
    protected override bool Holds(string text)
    {
        if (!Network.TryParseAddress(text, out var address))
        {
            return false;
        }

        foreach (var network in networks)
        {
            if (network.Contains(address))
            {
                return true;
            }
        }

        return false;
    }
}

internal sealed class VersionTest(AttributeSource source, AttributeVersion condition) : AttributeTest(source)
{
    protected override bool Holds(FlagValue value)
    {
        Span<char> digits = stackalloc char[32];
        var written = 0;
        var isNumber = condition.Lenient && value.Type == FlagType.Number && value.AsNumber.TryFormat(digits, out written, provider: CultureInfo.InvariantCulture);
        var text = isNumber ? digits[..written] : value.AsText.AsSpan();
        SemanticVersion.TryParse(condition.Version, condition.Lenient, out var wanted);
        return SemanticVersion.TryParse(text, condition.Lenient, out var seen) && SemanticVersion.Holds(condition.Comparison, seen, wanted);
    }
}
