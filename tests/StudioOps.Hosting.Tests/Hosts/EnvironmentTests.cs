using System.Globalization;
using System.Text.Json.Nodes;

namespace StudioOps.Hosting.Tests.Hosts;

public sealed class EnvironmentTests
{
    [Fact]
    public async Task A_project_and_its_callers_get_what_Aspire_would_give_them()
    {
        await using var host = new HostUnderTest("web").Start(HostUnderTest.WithDashboard);
        await host.HealthyAsync();
        var web = await host.ResourceAsync("web");
        var port = web.Ports["http"].ToString(CultureInfo.InvariantCulture);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        Task<string> Web(string name) => http.GetStringAsync(new Uri($"/environment/{name}", UriKind.Relative));

        // The external endpoint is named, because issuers and cookies hang on the name.
        Assert.Equal($"http://localhost:{port}", await Web("ORIGIN"));
        Assert.Equal($"http://localhost:{port}", await Web("ASPNETCORE_URLS"));
        Assert.Equal(("The web", $"http://localhost:{port}"), (web.Urls.Single().Name, web.Urls.Single().Url));
        Assert.Equal("Development", await Web("ASPNETCORE_ENVIRONMENT"));
        Assert.Equal("web", await Web("OTEL_SERVICE_NAME"));
        Assert.Equal("http/protobuf", await Web("OTEL_EXPORTER_OTLP_PROTOCOL"));
        Assert.StartsWith("http://127.0.0.1:", await Web("OTEL_EXPORTER_OTLP_ENDPOINT"), StringComparison.Ordinal);
        Assert.StartsWith("x-otlp-api-key=", await Web("OTEL_EXPORTER_OTLP_HEADERS"), StringComparison.Ordinal);
        Assert.StartsWith("service.instance.id=", await Web("OTEL_RESOURCE_ATTRIBUTES"), StringComparison.Ordinal);

        var key = await Web("KEY");
        Assert.Equal(30, key.Length);
        Assert.Equal($"key={key};port={port}", await Web("MIXED"));
        Assert.Equal(key, (string?)JsonNode.Parse(await File.ReadAllTextAsync(host.Paths.Secrets))!["key"]);

        using var peer = new HttpClient();
        var peerPort = (await host.ResourceAsync("peer")).Ports["http"];
        var variables = JsonNode.Parse(await peer.GetStringAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{peerPort}/"))))!;
        Assert.Equal($"http://localhost:{port}", (string?)variables["services__web__http__0"]);
        Assert.Equal($"http://localhost:{port}", (string?)variables["WEB_HTTP"]);
        Assert.Equal(peerPort.ToString(CultureInfo.InvariantCulture), (string?)variables["PORT"]);
    }
}
