using System.Collections.Frozen;
using System.Text.Json;

namespace StudioOps.JsonSchema;

/// <summary>The subset of JSON Schema 2020-12 this validator does, and nothing else.</summary>
internal static class Keywords
{
    /// <summary>Words that say something to people and tools, and assert nothing.</summary>
    private static readonly FrozenSet<string> Annotations = FrozenSet.Create(
        StringComparer.Ordinal,
        "$schema", "$id", "$comment", "title", "description", "default", "example", "examples", "deprecated", "readOnly", "writeOnly",
        "format", "contentMediaType", "contentEncoding", "contentSchema");

    private static readonly FrozenDictionary<string, Action<KeywordContext>> Known = new Dictionary<string, Action<KeywordContext>>(StringComparer.Ordinal)
    {
        ["type"] = ValueKeywords.Type,
        ["enum"] = ValueKeywords.Enum,
        ["const"] = ValueKeywords.Const,
        ["minimum"] = word => ValueKeywords.Bound(word, "at least", order => order >= 0),
        ["maximum"] = word => ValueKeywords.Bound(word, "at most", order => order <= 0),
        ["exclusiveMinimum"] = word => ValueKeywords.Bound(word, "greater than", order => order > 0),
        ["exclusiveMaximum"] = word => ValueKeywords.Bound(word, "less than", order => order < 0),
        ["minLength"] = word => ValueKeywords.Size(word, JsonValueKind.String, ValueKeywords.Length, least: true, "characters"),
        ["maxLength"] = word => ValueKeywords.Size(word, JsonValueKind.String, ValueKeywords.Length, least: false, "characters"),
        ["minItems"] = word => ValueKeywords.Size(word, JsonValueKind.Array, value => value.GetArrayLength(), least: true, "items"),
        ["maxItems"] = word => ValueKeywords.Size(word, JsonValueKind.Array, value => value.GetArrayLength(), least: false, "items"),
        ["minProperties"] = word => ValueKeywords.Size(word, JsonValueKind.Object, value => value.EnumerateObject().Count(), least: true, "properties"),
        ["maxProperties"] = word => ValueKeywords.Size(word, JsonValueKind.Object, value => value.EnumerateObject().Count(), least: false, "properties"),
        ["pattern"] = ValueKeywords.Pattern,
        ["required"] = StructureKeywords.Required,
        ["properties"] = StructureKeywords.Properties,
        ["additionalProperties"] = StructureKeywords.AdditionalProperties,
        ["items"] = StructureKeywords.Items,
        ["allOf"] = StructureKeywords.AllOf,
        ["anyOf"] = StructureKeywords.AnyOf,
        ["oneOf"] = StructureKeywords.OneOf,
        ["not"] = StructureKeywords.Not,
        ["$ref"] = StructureKeywords.Ref,

        // Places to keep schemas; they count once something refers to them, and must be sound even before.
        ["$defs"] = word => word.Subschemas(),
        ["definitions"] = word => word.Subschemas(),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static void Compile(KeywordContext word)
    {
        if (Known.TryGetValue(word.Name, out var compile))
        {
            compile(word);
        }
        else if (!Annotations.Contains(word.Name) && !word.Name.StartsWith("x-", StringComparison.Ordinal))
        {
            throw word.Refusal($"The keyword '{word.Name}' is not supported.");
        }
    }
}
