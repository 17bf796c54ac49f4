using System.Globalization;
using System.Text.Json;

namespace StudioOps.Flags.Import;

/// <summary>Reading JSON that others wrote: what is missing or of another kind is simply not there.</summary>
internal static class Json
{
    public static JsonElement? Member(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var member) && member.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) ? member : null;

    public static string? Text(this JsonElement json, string name) => json.Member(name)?.AsText();

    public static bool IsTrue(this JsonElement json, string name) => json.Member(name)?.ValueKind == JsonValueKind.True;

    public static IReadOnlyList<JsonElement> List(this JsonElement json, string name) =>
        json.Member(name) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray()] : [];

    public static IReadOnlyList<string> Texts(this JsonElement json, string name) => [.. json.List(name).Select(item => item.AsText()).OfType<string>()];

    public static double? Number(this JsonElement json, string name) =>
        double.TryParse(json.Text(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A string as it is, a number or boolean as it is written; null for everything else.</summary>
    public static string? AsText(this JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => json.GetRawText(),
        _ => null,
    };
}
