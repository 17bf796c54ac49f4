using System.Text.Json;
using System.Text.Json.Serialization;
using StudioOps.Flags.Engine;
using StudioOps.Flags.Import.Files;

namespace StudioOps.Flags;

/// <summary>Definitions as JSON: one spelling for the API and the stored columns; and the way between JSON values and the engine's.</summary>
internal static class FlagJson
{
    private static readonly JsonSerializerOptions Options = Configured();

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Options)!;

    public static JsonElement Element(object value, Type type) => JsonSerializer.SerializeToElement(value, type, Options);

    public static object? Read(JsonElement json, Type type) => json.Deserialize(type, Options);

    public static JsonElement Element<T>(T value) => JsonSerializer.SerializeToElement(value, Options);

    /// <summary>The engine's value; null for what no flag can hold: null and bare arrays.</summary>
    public static FlagValue? Value(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.True => FlagValue.Of(true),
        JsonValueKind.False => FlagValue.Of(false),
        JsonValueKind.String => FlagValue.Of(json.GetString()!),
        JsonValueKind.Number => FlagValue.Of(json.GetDouble()),
        JsonValueKind.Object => FlagValue.OfJson(json.GetRawText()),
        _ => null,
    };

    /// <summary>The value as the JSON it stands for.</summary>
    public static JsonElement Element(FlagValue value) => value.Type switch
    {
        FlagType.Boolean => Element(value.AsBoolean),
        FlagType.Number => Element(value.AsNumber),
        FlagType.String => Element(value.AsText),
        _ => Read<JsonElement>(value.AsText!),
    };

    private static JsonSerializerOptions Configured()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        };
        options.AddDefinitions();
        return options;
    }
}
