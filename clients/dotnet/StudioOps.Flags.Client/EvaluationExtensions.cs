using System.Text.Json;
using StudioOps.Flags.Engine;

namespace StudioOps.Flags.Client;

/// <summary>Reads an answer as the type the code expects; one of another type is as good as none.</summary>
internal static class EvaluationExtensions
{
    public static bool Is(this in Evaluation answer, FlagType type, out FlagValue value)
    {
        value = answer.Value;
        return answer.Variant is not null && value.Type == type;
    }

    public static string Text(this in Evaluation answer, string fallback) => answer.Is(FlagType.String, out var value) ? value.AsText! : fallback;

    public static double Number(this in Evaluation answer, double fallback) => answer.Is(FlagType.Number, out var value) ? value.AsNumber : fallback;

    public static long Integer(this in Evaluation answer, long fallback) =>
        answer.Is(FlagType.Number, out var value) && double.IsInteger(value.AsNumber) && Math.Abs(value.AsNumber) <= FlagValue.LargestInteger
            ? (long)value.AsNumber
            : fallback;

    public static JsonElement Json(this in Evaluation answer, JsonElement fallback) =>
        answer.Is(FlagType.Object, out var value) ? JsonSerializer.Deserialize<JsonElement>(value.AsText!) : fallback;
}
