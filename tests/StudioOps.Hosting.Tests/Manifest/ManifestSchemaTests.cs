using System.Text.Json;
using StudioOps.Conformance;
using StudioOps.JsonSchema;

namespace StudioOps.Hosting.Tests.Manifest;

/// <summary>The manifest is a contract with tools nobody here wrote; its published schema is theirs too.</summary>
public sealed class ManifestSchemaTests
{
    private const string File = "aspire/aspire-8.0.json";
    private const string Source = "https://json.schemastore.org/aspire-8.0.json";

    /// <summary>Each resource on its own row, so that a failure names it.</summary>
    public static TheoryData<string> Rows => ConformanceData.Rows(File, Source, [.. Manifest().GetProperty("resources").EnumerateObject().Select(resource => resource.Name)]);

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_resource_is_what_the_published_schema_says(string name)
    {
        if (ConformanceData.Open(File, Source) is { } path)
        {
            var resource = Manifest().GetProperty("resources").GetProperty(name);
            var errors = Compile(path, "/properties/resources/additionalProperties").Validate(resource);
            Assert.True(errors.Count == 0, string.Join(Environment.NewLine, errors));
        }
    }

    [Fact]
    public void The_manifest_as_a_whole_is_valid_and_one_that_is_not_is_told()
    {
        if (ConformanceData.Open(File, Source) is not { } path)
        {
            return;
        }

        var schema = Compile(path, "");
        Assert.Empty(schema.Validate(Manifest()));

        var planted = Manifest().GetRawText().Replace("\"image\"", "\"picture\"", StringComparison.Ordinal);
        Assert.Contains(schema.Validate(JsonSerializer.Deserialize<JsonElement>(planted)), error => error is { Path: "/resources/postgres", Keyword: "required" });
    }

    private static Schema Compile(string path, string pointer) => Schema.Compile(JsonSerializer.Deserialize<JsonElement>(System.IO.File.ReadAllText(path)), pointer);

    private static JsonElement Manifest() => JsonSerializer.Deserialize<JsonElement>(System.IO.File.ReadAllText(Path.Combine(Repository.Root, "aspire-manifest.json")));
}
