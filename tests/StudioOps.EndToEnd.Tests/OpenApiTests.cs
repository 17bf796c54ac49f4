using System.Text.Json;
using System.Text.RegularExpressions;

namespace StudioOps.EndToEnd.Tests;

/// <summary>What product developers build against: the document of every service, fetched where the reference page links it.</summary>
[Collection(Graph.Name)]
public sealed partial class OpenApiTests(Graph graph)
{
    /// <summary>A path of each service that its document must describe.</summary>
    private static readonly Dictionary<string, string> Services = new()
    {
        ["identity"] = "/api/v1/service-accounts",
        ["tenant"] = "/api/v1/tenants",
        ["flag-evaluation"] = "/ofrep/v1/evaluate/flags",
        ["provisioning"] = "/api/v1/provisioning/{tenant}",
        ["admin"] = "/api/v1/audit",
    };

    [Fact]
    public async Task Every_service_is_described_behind_the_reference_page_and_every_operation_says_who_may()
    {
        using var http = graph.Installation.Client();
        var page = await http.GetStringAsync(new Uri("/openapi", UriKind.Relative));
        var links = Link().Matches(page).ToDictionary(match => match.Groups[2].Value, match => match.Groups[1].Value);
        Assert.Equal(Services.Keys.Order(StringComparer.Ordinal), links.Keys.Order(StringComparer.Ordinal));

        foreach (var (service, path) in Services)
        {
            var document = JsonSerializer.Deserialize<JsonElement>(await http.GetStringAsync(new Uri(links[service], UriKind.Relative)));

            Assert.StartsWith("3.", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
            var paths = document.GetProperty("paths").EnumerateObject().ToList();
            Assert.Contains(path, paths.Select(one => one.Name));
            var operations = paths.Where(one => one.Name.StartsWith("/api/", StringComparison.Ordinal))
                .SelectMany(one => one.Value.EnumerateObject().Where(verb => verb.Value.TryGetProperty("responses", out _)).Select(verb => (Name: $"{verb.Name} {one.Name}", verb.Value))).ToList();
            Assert.NotEmpty(operations);
            Assert.Empty(operations.Where(operation => !operation.Value.TryGetProperty("x-permissions", out _)).Select(operation => operation.Name));
        }
    }

    [GeneratedRegex("href=\"(/openapi/([a-z-]+)\\.json)\"")]
    private static partial Regex Link();
}
