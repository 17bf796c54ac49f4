using System.Text.Json.Nodes;

namespace StudioOps.Isolation.Tests;

/// <summary>A parameter of the query, as described.</summary>
internal sealed record QueryParameter(string Name, string Type, string? Format);

/// <summary>What the OpenAPI document says of one operation; nothing, where it is not described.</summary>
internal sealed record Operation(IReadOnlyList<string> Required, IReadOnlyList<QueryParameter> Query)
{
    private static readonly Operation Undescribed = new([], []);

    public static async Task<Func<Door, Operation>> ReadAsync(IRoom room)
    {
        using var client = room.Anonymous();
        var document = JsonNode.Parse(await client.GetStringAsync($"/openapi/{room.Service}.json"))!;
        var operations = document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Where(verb => verb.Value is JsonObject).Select(verb => verb.Value!))
            .Where(operation => operation["operationId"] is not null)
            .ToDictionary(operation => operation["operationId"]!.GetValue<string>(), operation => Of(document, operation), StringComparer.Ordinal);
        Assert.NotEmpty(operations);
        return door => operations.GetValueOrDefault(door.Name, Undescribed);
    }

    private static Operation Of(JsonNode document, JsonNode operation)
    {
        var schema = Resolve(document, operation["requestBody"]?["content"]?["application/json"]?["schema"]);
        return new Operation(
            // What may be null may be left out as well.
            [.. schema?["required"]?.AsArray().Select(name => name!.GetValue<string>()).Where(name => schema["properties"]?[name]?["type"] is not JsonArray) ?? []],
            [.. (operation["parameters"]?.AsArray() ?? []).Where(parameter => parameter!["in"]?.GetValue<string>() == "query").Select(parameter => Parameter(document, parameter!))]);
    }

    private static QueryParameter Parameter(JsonNode document, JsonNode parameter)
    {
        var schema = Resolve(document, parameter["schema"]);
        var type = schema?["type"] is JsonArray several ? several.Select(one => one!.GetValue<string>()).First(one => one != "null") : schema?["type"]?.GetValue<string>();
        return new QueryParameter(parameter["name"]!.GetValue<string>(), type ?? "string", schema?["format"]?.GetValue<string>());
    }

    private static JsonNode? Resolve(JsonNode document, JsonNode? schema) => schema?["$ref"]?.GetValue<string>() is { } reference
        ? reference.TrimStart('#', '/').Split('/').Aggregate(document, (node, part) => node[part]!)
        : schema;
}
