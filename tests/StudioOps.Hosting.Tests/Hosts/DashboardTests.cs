using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using StudioOps.Hosting.Orchestration;

namespace StudioOps.Hosting.Tests.Hosts;

/// <summary>The dashboard beside a running graph: it shows all of it, and takes none of it along when it falls.</summary>
public sealed class DashboardTests
{
    [Fact]
    public async Task A_graph_is_shown_told_and_left_alone_by_its_dashboard()
    {
        await using var host = new HostUnderTest("watched").Start(HostUnderTest.WithDashboard);
        await host.HealthyAsync();
        using var page = await VisitAsync(host);

        var (lower, upper) = (await ResourceAsync(page, "lower"), await ResourceAsync(page, "upper"));
        Assert.Equal(("healthy", "executable"), ((string?)upper["state"], (string?)upper["type"]));
        Assert.Equal(["lower"], upper["references"]!.AsArray().Select(name => (string?)name));
        Assert.Equal(["lower"], upper["waitsFor"]!.AsArray().Select(name => (string?)name));
        Assert.Equal("GET /health answered 200", (string?)upper["health"]![0]!["description"]);
        Assert.True((long)upper["memory"]! > 1_000_000);
        Assert.Equal((await host.ResourceAsync("upper")).Pid, (int?)upper["pid"]);
        Assert.Equal(("to be seen", false), ((string?)Variable(lower, "PLAIN")["value"], (bool)Variable(lower, "PLAIN")["secret"]!));

        await SecretsAreMaskedAsync(page, host, upper);
        await CommandsWorkAsync(page, host);
        await ItMayFallAsync(host);

        Assert.Equal(0, await host.EndAsync(Processes.UnixSignal.Terminate));
        Assert.Empty(host.LivingSessions());
    }

    [Fact]
    public async Task Without_a_dashboard_nothing_is_missing_but_the_dashboard()
    {
        await using var host = new HostUnderTest("pair").Start("--Hosting:Dashboard=/nowhere/Dashboard.csproj");
        await host.HealthyAsync();

        Assert.Equal(["lower", "upper"], (await host.StatusAsync())!.Resources.Select(resource => resource.Name));
        Assert.DoesNotContain("OTEL_EXPORTER_OTLP_ENDPOINT", string.Join('\n', host.Output), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dashboard_that_cannot_start_is_said_and_the_graph_is_healthy()
    {
        await using var host = new HostUnderTest("pair").Start($"--Hosting:Dashboard={Path.Combine(Repository.SampleAppHost, "Sample.AppHost.csproj")}");
        await Eventually.TrueAsync(
            async () => await host.StatusAsync() is { IsHealthy: true } status && status.Resources.Single(resource => resource.Name == "dashboard").IsMissed, () => host.OutputText, 90);

        Assert.True((await host.ResourceAsync("upper")).IsReady);
    }

    private static async Task SecretsAreMaskedAsync(HttpClient page, HostUnderTest host, JsonNode upper)
    {
        var connection = Variable(upper, "CONNECTION");
        var key = (string?)JsonNode.Parse(await File.ReadAllTextAsync(host.Paths.Secrets))!["key"];
        Assert.True(connection["value"] is null && (bool)connection["secret"]!);
        Assert.True((bool)Variable(upper, "OTEL_EXPORTER_OTLP_HEADERS")["secret"]!);
        Assert.DoesNotContain(key!, await page.GetStringAsync(new Uri("/api/resources", UriKind.Relative)), StringComparison.Ordinal);
        var revealed = await page.GetFromJsonAsync<JsonNode>(new Uri("/api/resources/upper/environment/CONNECTION", UriKind.Relative));
        Assert.Equal($"Host=somewhere;Key={key}", (string?)revealed!["value"]);
        await Eventually.TrueAsync(
            () => Task.FromResult(host.Log("dashboard").Any(line => line.Contains("CONNECTION of upper was revealed", StringComparison.Ordinal))), () => host.OutputText);
        Assert.Equal(HttpStatusCode.NotFound, (await page.GetAsync(new Uri("/api/resources/upper/environment/NONE", UriKind.Relative))).StatusCode);
    }

    private static async Task CommandsWorkAsync(HttpClient page, HostUnderTest host)
    {
        var poke = (await ResourceAsync(page, "upper"))["commands"]!.AsArray().Single(command => (string?)command!["displayName"] == "Poke")!;
        Assert.Equal(("Poke it?", "enabled"), ((string?)poke["confirm"], (string?)poke["state"]));
        var answer = await page.PostAsync(new Uri($"/api/resources/upper/commands/{poke["name"]}", UriKind.Relative), null);
        Assert.Equal((HttpStatusCode.Accepted, "POST /poke answered 200"), (answer.StatusCode, (string?)(await answer.Content.ReadFromJsonAsync<JsonNode>())!["result"]));
        JsonNode? line = null;
        await Eventually.TrueAsync(
            async () => (line = (await page.GetFromJsonAsync<JsonNode>(new Uri("/api/console?resource=upper", UriKind.Relative)))!["entries"]!.AsArray()
                .FirstOrDefault(entry => (string?)entry!["text"] == "asked: POST /poke")) is not null,
            () => host.OutputText);
        Assert.Equal(("upper", "err"), ((string?)line!["resource"], (string?)line["stream"]));
        Assert.Contains("asked: POST /poke", await page.GetStringAsync(new Uri("/api/console/download?resource=upper", UriKind.Relative)), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.Accepted, (await page.PostAsync(new Uri("/api/resources/upper/commands/stop", UriKind.Relative), null)).StatusCode);
        await host.StateAsync("upper", ResourceState.Stopped);
        Assert.Equal(HttpStatusCode.Conflict, (await page.PostAsync(new Uri("/api/resources/upper/commands/stop", UriKind.Relative), null)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await page.PostAsync(new Uri("/api/resources/upper/commands/fly", UriKind.Relative), null)).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await page.PostAsync(new Uri("/api/resources/upper/commands/start", UriKind.Relative), null)).StatusCode);
        await host.StateAsync("upper", ResourceState.Healthy);
    }

    private static async Task ItMayFallAsync(HostUnderTest host)
    {
        var before = await host.ResourceAsync("upper");
        await host.TellAsync("dashboard", "kill");
        Assert.True((await host.StatusAsync())!.IsHealthy);
        await host.StateAsync("dashboard", ResourceState.Healthy);
        Assert.Equal(before.Pid, (await host.ResourceAsync("upper")).Pid);

        // The link from before still leads to it, and it knows the graph again.
        using var page = await VisitAsync(host);
        await Eventually.TrueAsync(
            async () => (bool)(await page.GetFromJsonAsync<JsonNode>(new Uri("/api/overview", UriKind.Relative)))!["host"]!["connected"]!, () => host.OutputText);
    }

    private static async Task<HttpClient> VisitAsync(HostUnderTest host)
    {
        var link = new Uri((await host.ResourceAsync("dashboard")).Urls.Single().Url);
        await host.SaysAsync(link.ToString());
        var page = new HttpClient { BaseAddress = link };
        page.DefaultRequestHeaders.Add("Origin", link.GetLeftPart(UriPartial.Authority));
        using var answer = await page.GetAsync(link);
        return page;
    }

    private static async Task<JsonNode> ResourceAsync(HttpClient page, string name) =>
        (await page.GetFromJsonAsync<JsonNode>(new Uri("/api/resources", UriKind.Relative)))!["resources"]!.AsArray().Single(resource => (string?)resource!["name"] == name)!;

    private static JsonNode Variable(JsonNode resource, string name) => resource["environment"]!.AsArray().Single(variable => (string?)variable!["name"] == name)!;
}
