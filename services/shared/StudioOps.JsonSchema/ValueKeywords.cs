using System.Text.Json;

namespace StudioOps.JsonSchema;

/// <summary>Keywords that look at one value.</summary>
internal static class ValueKeywords
{
    private static readonly string[] Types = ["null", "boolean", "object", "array", "number", "string", "integer"];

    public static void Type(KeywordContext word)
    {
        string[] wanted = word.Value.ValueKind == JsonValueKind.String ? [word.Text()] : word.Strings();
        if (wanted.Length == 0 || wanted.FirstOrDefault(type => !Types.Contains(type)) is not null)
        {
            throw word.Refusal($"type is one or more of {string.Join(", ", Types)}.");
        }

        word.When(_ => true, value => wanted.Any(type => Is(value, type)), $"This is not of type {string.Join(" or ", wanted)}.");
    }

    public static void Enum(KeywordContext word)
    {
        if (word.Value.ValueKind != JsonValueKind.Array || word.Value.GetArrayLength() == 0)
        {
            throw word.Refusal("enum is an array of at least one value.");
        }

        var allowed = word.Value.EnumerateArray().ToArray();
        word.When(_ => true, value => allowed.Any(one => JsonElement.DeepEquals(one, value)), $"This is none of {word.Value.GetRawText()}.");
    }

    public static void Const(KeywordContext word) =>
        word.When(_ => true, value => JsonElement.DeepEquals(word.Value, value), $"This is not {word.Value.GetRawText()}.");

    public static void Bound(KeywordContext word, string says, Func<int, bool> isMet)
    {
        var bound = word.Number();
        word.When(value => value.ValueKind == JsonValueKind.Number, value => isMet(JsonNumbers.Compare(value, bound)), $"This must be {says} {bound.GetRawText()}.");
    }

    public static void Size(KeywordContext word, JsonValueKind kind, Func<JsonElement, int> size, bool least, string unit)
    {
        var count = word.Count();
        word.When(value => value.ValueKind == kind, value => least ? size(value) >= count : size(value) <= count, $"At {(least ? "least" : "most")} {count} {unit}.");
    }

    public static void Pattern(KeywordContext word)
    {
        var text = word.Text();
        var pattern = EcmaPattern.Compile(text, word.Refusal);
        word.When(value => value.ValueKind == JsonValueKind.String, value => pattern.IsMatch(value.GetString()!), $"This does not match {text}.");
    }

    /// <summary>Code points, as the specification counts them.</summary>
    public static int Length(JsonElement value) => value.GetString()!.EnumerateRunes().Count();

    private static bool Is(JsonElement value, string type) => value.ValueKind switch
    {
        JsonValueKind.Null => type == "null",
        JsonValueKind.True or JsonValueKind.False => type == "boolean",
        JsonValueKind.Object => type == "object",
        JsonValueKind.Array => type == "array",
        JsonValueKind.String => type == "string",
        JsonValueKind.Number => type == "number" || (type == "integer" && JsonNumbers.IsInteger(value)),
        _ => false,
    };
}
