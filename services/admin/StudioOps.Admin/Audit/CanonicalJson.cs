using System.Globalization;
using System.Text;
using System.Text.Json;

namespace StudioOps.Admin.Audit;

/// <summary>JSON with one spelling (RFC 8785): members sorted, no white space, only what must be escaped is. Whole numbers only.</summary>
/// <remarks>Python's <c>json.dumps(x, sort_keys=True, separators=(',', ':'), ensure_ascii=False)</c> writes the same bytes for what is recorded here.</remarks>
internal static class CanonicalJson
{
    public static byte[] Of(JsonElement json)
    {
        var text = new StringBuilder(512);
        Write(text, json);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Write(StringBuilder text, JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                Join(text, '{', json.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal), '}', member =>
                {
                    WriteString(text, member.Name);
                    text.Append(':');
                    Write(text, member.Value);
                });
                break;
            case JsonValueKind.Array:
                Join(text, '[', json.EnumerateArray(), ']', item => Write(text, item));
                break;
            case JsonValueKind.String:
                WriteString(text, json.GetString()!);
                break;
            case JsonValueKind.Number:
                text.Append(CultureInfo.InvariantCulture, $"{json.GetInt64()}");
                break;
            default:
                text.Append(json.GetRawText());
                break;
        }
    }

    private static void Join<T>(StringBuilder text, char open, IEnumerable<T> items, char close, Action<T> write)
    {
        text.Append(open);
        var first = true;
        foreach (var item in items)
        {
            if (!first)
            {
                text.Append(',');
            }

            first = false;
            write(item);
        }

        text.Append(close);
    }

    private static void WriteString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        }

        text.Append('"');
    }
}
