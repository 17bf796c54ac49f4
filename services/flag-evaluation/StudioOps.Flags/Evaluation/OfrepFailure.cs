using System.Text.Json;
using System.Text.Json.Serialization;

namespace StudioOps.Flags.Evaluation;

/// <summary>A request that could not be answered at all.</summary>
internal sealed record OfrepFailure(string? Key, string ErrorCode, string ErrorDetails)
{
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
}
