using System.Text.RegularExpressions;

namespace StudioOps.EndToEnd.Tests;

/// <summary>One row of the tables of metrics in docs/telemetry.md.</summary>
/// <param name="Name">The instrument.</param>
/// <param name="Unit">Its unit, as UCUM writes it.</param>
/// <param name="Services">Who sends it.</param>
/// <param name="Always">Whether it is there from the first story on, or only once something happened.</param>
internal sealed record DocumentedMetric(string Name, string Unit, IReadOnlyList<string> Services, bool Always);

internal static partial class TelemetryDocument
{
    public static readonly string[] Everyone = ["admin", "flag-evaluation", "gateway", "identity", "provisioning", "tenant"];

    private static readonly string[] Databases = [.. Everyone.Where(service => service != "gateway")];

    public static async Task<IReadOnlyList<DocumentedMetric>> ReadAsync() =>
        [.. Row().Matches(await File.ReadAllTextAsync(Path.Combine(Graph.Root, "docs", "telemetry.md"))).Select(row => new DocumentedMetric(
            row.Groups["name"].Value,
            row.Groups["unit"].Value,
            row.Groups["from"].Value.Trim() switch
            {
                "all" => Everyone,
                "services" => Databases,
                var named => named.Split(", "),
            },
            row.Groups["when"].Value.Trim() == "always"))];

    // | `name` | `unit` | from | always or when | …
    [GeneratedRegex(@"^\| `(?<name>[a-z_.]+)` \| `(?<unit>[^`]*)` \| (?<from>[a-z, -]+) \| (?<when>[^|]+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
