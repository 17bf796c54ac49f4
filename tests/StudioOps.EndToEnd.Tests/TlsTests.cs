using System.Diagnostics;
using System.Text.Json;

namespace StudioOps.EndToEnd.Tests;

[Collection(TlsGraph.Name)]
public sealed class TlsTests(TlsGraph graph)
{
    [Fact]
    public async Task The_smoke_test_holds_over_https()
    {
        using var smoke = Process.Start(new ProcessStartInfo(Path.Combine(Graph.Root, "eng", "smoke")) { WorkingDirectory = Graph.Root, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = smoke.StandardError.ReadToEndAsync();
        var output = await smoke.StandardOutput.ReadToEndAsync();
        await smoke.WaitForExitAsync();

        Assert.True(smoke.ExitCode == 0, output + await errors);
        Assert.Equal(Uri.UriSchemeHttps, graph.Installation.Gateway.Scheme);
    }

    [Fact]
    public async Task Tokens_are_issued_by_the_https_origin_to_those_who_trust_its_certificate()
    {
        using var trusting = graph.Installation.Client();
        using var stranger = new HttpClient { BaseAddress = graph.Installation.Gateway };

        var discovery = await trusting.GetFromJsonAsync<JsonElement>("/.well-known/openid-configuration");

        Assert.Equal(graph.Installation.Gateway.GetLeftPart(UriPartial.Authority), discovery.GetProperty("issuer").GetString());
        await Assert.ThrowsAsync<HttpRequestException>(() => stranger.GetAsync("/.well-known/openid-configuration"));
    }
}
