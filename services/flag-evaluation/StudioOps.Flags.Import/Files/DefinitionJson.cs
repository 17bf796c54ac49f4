using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using StudioOps.Flags.Engine;

namespace StudioOps.Flags.Import.Files;

/// <summary>Definitions as JSON: conditions by their names, values as the JSON they stand for, schemes by theirs.</summary>
internal static class DefinitionJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false), new ValueConverter(), new SchemeConverter() },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver().WithAddedModifier(NameConditions),
    };

    private static void NameConditions(JsonTypeInfo type)
    {
        if (type.Type != typeof(Condition))
        {
            return;
        }

        type.PolymorphismOptions = new JsonPolymorphismOptions { TypeDiscriminatorPropertyName = "is", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization };
        foreach (var (condition, name) in Names)
        {
            type.PolymorphismOptions.DerivedTypes.Add(new JsonDerivedType(condition, name));
        }
    }

    private static IEnumerable<(Type Condition, string Name)> Names =>
    [
        (typeof(AttributeEquals), "equals"), (typeof(AttributeIn), "in"), (typeof(PlanIn), "plan"), (typeof(RoleIn), "role"), (typeof(AttributePresent), "present"),
        (typeof(InSegment), "segment"), (typeof(InShare), "share"), (typeof(AllOf), "all"), (typeof(AnyOf), "any"), (typeof(Not), "not"),
        (typeof(AttributeNumber), "number"), (typeof(AttributeDate), "date"), (typeof(AttributeVersion), "version"), (typeof(AttributeText), "text"),
        (typeof(AttributePattern), "pattern"), (typeof(AttributeNetwork), "network"),
    ];

    private sealed class ValueConverter : JsonConverter<FlagValue>
    {
        public override FlagValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var json = JsonDocument.ParseValue(ref reader);
            return Flagd.JsonLogic.Value(json.RootElement) ?? throw new JsonException("A value is a boolean, a string, a number or an object.");
        }

        public override void Write(Utf8JsonWriter writer, FlagValue value, JsonSerializerOptions options)
        {
            switch (value.Type)
            {
                case FlagType.Boolean:
                    writer.WriteBooleanValue(value.AsBoolean);
                    break;
                case FlagType.Number:
                    writer.WriteNumberValue(value.AsNumber);
                    break;
                case FlagType.String:
                    writer.WriteStringValue(value.AsText);
                    break;
                default:
                    writer.WriteRawValue(value.AsText!);
                    break;
            }
        }
    }

    private sealed class SchemeConverter : JsonConverter<BucketingScheme>
    {
        public override BucketingScheme Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var name = reader.GetString();
            return BucketingScheme.All.FirstOrDefault(scheme => scheme.Name == name) ?? throw new JsonException($"There is no bucketing scheme '{name}'.");
        }

        public override void Write(Utf8JsonWriter writer, BucketingScheme value, JsonSerializerOptions options) => writer.WriteStringValue(value.Name);
    }
}
