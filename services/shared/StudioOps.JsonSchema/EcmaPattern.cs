using System.Text;
using System.Text.RegularExpressions;

namespace StudioOps.JsonSchema;

/// <summary>Patterns as JSON Schema means them (ECMA-262), in linear time: a schema comes from a person, an instance from anybody.</summary>
internal static class EcmaPattern
{
    /// <summary>What cannot be matched in linear time (look-around, back-references) is refused.</summary>
    public static Regex Compile(string pattern, Func<string, Exception> refusal)
    {
        try
        {
            return new Regex(Translate(pattern), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw refusal($"This pattern cannot be used: {e.Message}");
        }
    }

    /// <summary>Where the dialects differ: <c>$</c> is the very end, and <c>\d</c> and <c>\w</c> are ASCII.</summary>
    private static string Translate(string pattern)
    {
        var result = new StringBuilder(pattern.Length);
        var inClass = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c == '\\' && i + 1 < pattern.Length)
            {
                result.Append(Escape(pattern[++i], inClass));
                continue;
            }

            inClass = c switch { '[' => true, ']' => false, _ => inClass };
            result.Append(c == '$' && !inClass ? "\\z" : c.ToString());
        }

        return result.ToString();
    }

    private static string Escape(char letter, bool inClass) => (letter, inClass) switch
    {
        ('d', true) => "0-9",
        ('d', false) => "[0-9]",
        ('D', false) => "[^0-9]",
        ('w', true) => "A-Za-z0-9_",
        ('w', false) => "[A-Za-z0-9_]",
        ('W', false) => "[^A-Za-z0-9_]",
        ('/', _) => "/",
        _ => "\\" + letter,
    };
}
