using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using StudioOps.Flags.Engine;

namespace StudioOps.Flags.Import.Files;

/// <summary>Definitions as JSON, spelled the same in files, in the API and where they are stored: conditions by their names, values as the JSON they stand for, schemes by theirs.</summary>
public static class DefinitionJson
{
    internal static JsonSerializerOptions Options { get; } = Configured();

    /// <summary>Teaches options to read and write the engine's definitions.</summary>
    /// <param name="options">Options nobody has used yet.</param>
    public static void AddDefinitions(this JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.AllowOutOfOrderMetadataProperties = true;   // a database keeps members in an order of its own
        options.Converters.Add(new ValueConverter());
        options.Converters.Add(new SchemeConverter());
        options.TypeInfoResolver = (options.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver()).WithAddedModifier(NameConditions).WithAddedModifier(Demand);
    }

    private static JsonSerializerOptions Configured()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            WriteIndented = true,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        };
        options.AddDefinitions();
        return options;
    }

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

    /// <summary>What a condition, a share or a prerequisite cannot do without has to be said, whatever the options are otherwise.</summary>
    private static void Demand(JsonTypeInfo type)
    {
        if (!type.Type.IsAssignableTo(typeof(Condition)) && type.Type != typeof(Share) && type.Type != typeof(Prerequisite))
        {
            return;
        }

        foreach (var property in type.Properties)
        {
            if (property.AssociatedParameter is { HasDefaultValue: false } parameter)
            {
                (property.IsRequired, property.IsSetNullable) = (true, parameter.IsNullable);
            }
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
