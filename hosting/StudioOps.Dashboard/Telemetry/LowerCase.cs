using System.Text.Json;
using System.Text.Json.Serialization;

namespace StudioOps.Dashboard.Telemetry;

/// <summary>Names of an enumeration as lower-case words.</summary>
internal sealed class LowerCase<T> : JsonConverter<T>
    where T : struct, Enum
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Enum.Parse<T>(reader.GetString()!, ignoreCase: true);

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString().ToLowerInvariant());
}
