using System.Text;

namespace StudioOps.Hosting.Tests.Manifest;

/// <summary>C# without its comments and literal text. The holes of interpolated strings are code and stay.</summary>
internal static class CSharpCode
{
    public static string Of(string source)
    {
        var lines = source.Split('\n').Where(line => !line.StartsWith("using ", StringComparison.Ordinal) && !line.StartsWith("namespace ", StringComparison.Ordinal));
        var code = new StringBuilder();
        var position = 0;
        Read(string.Join('\n', lines), ref position, code, inHole: false);
        return code.ToString();
    }

    private static void Read(string text, ref int at, StringBuilder code, bool inHole)
    {
        while (at < text.Length)
        {
            if (text[at] == '/' && at + 1 < text.Length && text[at + 1] == '/')
            {
                at = text.IndexOf('\n', at) is var end and >= 0 ? end : text.Length;
            }
            else if (text[at] == '\'')
            {
                at = text.IndexOf('\'', text[at + 1] == '\\' ? at + 3 : at + 2) + 1;
            }
            else if (text[at] == '"')
            {
                var interpolated = at > 0 && text[at - 1] == '$';
                at++;
                SkipString(text, ref at, code, interpolated);
            }
            else if (inHole && text[at] == '}')
            {
                return;
            }
            else
            {
                code.Append(text[at++]);
            }
        }
    }

    private static void SkipString(string text, ref int at, StringBuilder code, bool interpolated)
    {
        code.Append(' ');
        while (text[at] != '"')
        {
            if (text[at] == '\\')
            {
                at++;
            }
            else if (interpolated && text[at] == '{')
            {
                at++;
                Read(text, ref at, code, inHole: true);
                code.Append(' ');
            }

            at++;
        }

        at++;
    }
}
