using System.Text.RegularExpressions;

namespace StudioOps.Flags.Engine;

/// <summary>Turns a pattern into a matcher whose time grows with the text alone.</summary>
internal static class PatternCheck
{
    private const int Longest = 1_000;

    public static Regex? TryCompile(string pattern, bool ignoreCase, out string problem)
    {
        problem = $"A pattern has at most {Longest} characters.";
        if (pattern.Length > Longest)
        {
            return null;
        }

        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | (ignoreCase ? RegexOptions.IgnoreCase : RegexOptions.None));
        }
        catch (ArgumentException malformed)
        {
            problem = malformed.Message;
        }
        catch (NotSupportedException)
        {
            problem = "It cannot be matched in time that grows with the text alone: a back reference, look-around, or too many repetitions.";
        }

        return null;
    }
}
