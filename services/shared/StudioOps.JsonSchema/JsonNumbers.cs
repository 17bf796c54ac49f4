using System.Globalization;
using System.Text.Json;

namespace StudioOps.JsonSchema;

/// <summary>Numbers as JSON writes them: any size, 1.0 and 1e0 the same as 1.</summary>
internal static class JsonNumbers
{
    public static bool IsInteger(JsonElement number)
    {
        var text = number.GetRawText();
        var exponentAt = text.AsSpan().IndexOfAny('e', 'E');
        var mantissa = (exponentAt < 0 ? text : text[..exponentAt]).TrimStart('-');
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var significant = mantissa.Replace(".", "", StringComparison.Ordinal).TrimEnd('0');
        if (significant.Length == 0)
        {
            return true;
        }

        // An exponent too long for a long decides alone.
        var exponentText = exponentAt < 0 ? "0" : text[(exponentAt + 1)..];
        if (!long.TryParse(exponentText, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent))
        {
            return !exponentText.StartsWith('-');
        }

        var whole = point < 0 ? mantissa.Length : point;
        return significant.Length - whole <= exponent;
    }

    public static int Compare(JsonElement left, JsonElement right) =>
        IsExact(left, out var a) && IsExact(right, out var b) ? a.CompareTo(b) : left.GetDouble().CompareTo(right.GetDouble());

    // A decimal holds 28 digits; what it would round is compared as a double.
    private static bool IsExact(JsonElement number, out decimal value) => number.TryGetDecimal(out value) && number.GetRawText().Length <= 28 && !number.GetRawText().AsSpan().ContainsAny('e', 'E');
}
