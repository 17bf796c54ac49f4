using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace StudioOps.Tokens;

// Reading JSON that a stranger wrote: duplicate members are an error, depth is small, a member has the type it must have.
internal static class JsonText
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    public static bool TryObject(ReadOnlyMemory<byte> utf8, out JsonElement json)
    {
        json = default;
        try
        {
            using var document = JsonDocument.Parse(utf8, Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return false;
            }

            json = document.RootElement.Clone();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    public static bool TryOptional(JsonElement json, string name, out string? value)
    {
        value = null;
        if (!json.TryGetProperty(name, out var member))
        {
            return true;
        }

        if (member.ValueKind != JsonValueKind.String)
        {
            return false;
        }

        return TryString(member, out value);
    }

    public static byte[]? Bytes(JsonElement json, string name) =>
        TryOptional(json, name, out var text) && text is not null && StrictBase64Url.TryDecode(text, out var bytes) ? bytes : null;

    // A lone surrogate is legal JSON syntax and no text: the framework throws when asked for it.
    public static bool TryString(JsonElement member, [NotNullWhen(true)] out string? value)
    {
        try
        {
            value = member.GetString();
            return value is not null;
        }
        catch (InvalidOperationException)
        {
            value = null;
            return false;
        }
    }
}
