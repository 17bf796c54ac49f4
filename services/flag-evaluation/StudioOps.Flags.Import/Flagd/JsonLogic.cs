using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using StudioOps.Flags.Engine;

namespace StudioOps.Flags.Import.Flagd;

/// <summary>Thrown while a flag is read, caught where its note is written: what it says has no counterpart here.</summary>
internal sealed class NotSupportedHereException(string message) : Exception(message);

/// <summary>Words of JsonLogic: an operation is an object with one member, its name, whose value is its arguments.</summary>
internal static class JsonLogic
{
    public const string FlagKey = "$flagd.flagKey";
    public const string Timestamp = "$flagd.timestamp";

    /// <summary>The operation's name and arguments; null for plain data.</summary>
    public static (string Name, JsonElement[] Arguments)? Operation(JsonElement logic)
    {
        if (logic.ValueKind != JsonValueKind.Object || logic.EnumerateObject().ToArray() is not [var only])
        {
            return null;
        }

        return (only.Name, only.Value.ValueKind == JsonValueKind.Array ? [.. only.Value.EnumerateArray()] : [only.Value]);
    }

    /// <summary>The path a <c>var</c> reads; null when it is something else.</summary>
    public static string? Variable(JsonElement logic) => Operation(logic) switch
    {
        ("var", [{ ValueKind: JsonValueKind.String } path]) => path.GetString(),
        ("var", [{ ValueKind: JsonValueKind.String } path, { ValueKind: JsonValueKind.Null }]) => path.GetString(),
        _ => null,
    };

    /// <summary>A value the engine can hold; null for the rest.</summary>
    public static FlagValue? Value(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.True => FlagValue.Of(true),
        JsonValueKind.False => FlagValue.Of(false),
        JsonValueKind.String => FlagValue.Of(json.GetString()!),
        JsonValueKind.Number => FlagValue.Of(json.GetDouble()),
        JsonValueKind.Object => FlagValue.OfJson(json.GetRawText()),
        _ => null,
    };

    /// <summary>Puts shared evaluators in the place of references to them, which are not followed further.</summary>
    public static JsonElement Resolve(JsonElement logic, JsonElement? evaluators)
    {
        if (!logic.GetRawText().Contains("\"$ref\"", StringComparison.Ordinal))
        {
            return logic;
        }

        return JsonSerializer.SerializeToElement(Replace(JsonNode.Parse(logic.GetRawText())), JsonTypes.Default.JsonNode);

        JsonNode? Replace(JsonNode? node)
        {
            switch (node)
            {
                case JsonObject { Count: 1 } reference when reference["$ref"] is { } name:
                    return evaluators?.Member(name.ToString()) is { } shared
                        ? JsonNode.Parse(shared.GetRawText())
                        : throw new NotSupportedHereException($"There is no evaluator '{name}'.");
                case JsonObject members:
                    return new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, Replace(member.Value?.DeepClone()))));
                case JsonArray items:
                    return new JsonArray([.. items.Select(item => Replace(item?.DeepClone()))]);
                default:
                    return node?.DeepClone();
            }
        }
    }
}

[JsonSerializable(typeof(JsonNode))]
internal sealed partial class JsonTypes : JsonSerializerContext;
