using System.Text.Json;
using System.Text.Json.Nodes;
using StudioOps.Conformance;
using StudioOps.JsonSchema;

namespace StudioOps.Flags.Tests.Conformance;

/// <summary>The protocol's own OpenAPI document, and what it says of our answers.</summary>
internal sealed class OfrepDocument
{
    public const string File = "ofrep/openapi.yaml";
    public const string Source = "https://github.com/open-feature/protocol/blob/main/service/openapi.yaml";
    private static readonly Lazy<OfrepDocument?> Lazy = new(() => ConformanceData.Open(File, Source) is { } path ? new(Yaml.Read(System.IO.File.ReadAllText(path))) : null);
    private readonly JsonElement _document;

    private OfrepDocument(JsonNode document)
    {
        Correct(document["components"]!["schemas"]!);
        _document = document.Deserialize<JsonElement>();
    }

    /// <summary>Null in a clone that has no conformance data and need not have it.</summary>
    public static OfrepDocument? Instance => Lazy.Value;

    /// <summary>Everything about this answer that the protocol does not allow.</summary>
    public async Task<IReadOnlyList<string>> ErrorsAsync(bool bulk, HttpResponseMessage response)
    {
        var responses = _document.GetProperty("paths").GetProperty(bulk ? Bulk : Single).GetProperty("post").GetProperty("responses");
        var status = ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (!responses.TryGetProperty(status, out var described))
        {
            // Of the media type and the size of a request the document says nothing; ours are problems.
            return status is "413" or "415" ? [] : [$"{status} is not a status of the protocol."];
        }

        if (!described.TryGetProperty("content", out _))
        {
            return [];
        }

        if (response.Content.Headers.ContentType?.MediaType != "application/json")
        {
            return [$"{status} came as {response.Content.Headers.ContentType}."];
        }

        var schema = Schema.Compile(_document, $"/paths/{(bulk ? Bulk : Single).Replace("/", "~1", StringComparison.Ordinal)}/post/responses/{status}/content/application~1json/schema");
        return [.. schema.Validate(JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync())).Select(error => $"{status} {error}")];
    }

    /// <summary>Everything about the data of this event that the protocol does not allow.</summary>
    public IReadOnlyList<string> EventErrors(JsonElement data) =>
        [.. Schema.Compile(_document, "/components/schemas/sseEventData").Validate(data).Select(error => $"event {error}")];

    private const string Single = "/ofrep/v1/evaluate/flags/{key}";
    private const string Bulk = "/ofrep/v1/evaluate/flags";

    // Taken to the letter the document refuses every answer there is; three corrections say what its own words and every peer mean.
    private static void Correct(JsonNode schemas)
    {
        var parts = schemas["evaluationSuccess"]!["allOf"]!.AsArray();

        // Peers emit DEFAULT, and its ADR-0006 does; STALE is OpenFeature's word for a value kept through an outage.
        var reasons = parts[0]!["properties"]!["reason"]!["enum"]!.AsArray();
        reasons.Add("DEFAULT");
        reasons.Add("STALE");

        // "Has no value property", says its description, yet its schema takes any object: then every value matches two alternatives.
        schemas["codeDefaultFlag"]!["not"] = new JsonObject { ["required"] = new JsonArray("value") };

        // A whole number is an integer and a float; exactly one of the two cannot be meant.
        var kinds = parts[1]!.AsObject();
        var alternatives = kinds["oneOf"]!;
        kinds.Remove("oneOf");
        kinds["anyOf"] = alternatives;
    }
}
