using System.Net;
using System.Text.RegularExpressions;
using StudioOps.Gateway.Tests.Installation;

namespace StudioOps.Gateway.Tests.Routing;

public sealed partial class ReferenceTests(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    [Fact]
    public async Task The_reference_lists_the_documents_of_all_services()
    {
        var response = await gateway.Caller().GetAsync("/openapi");
        var page = await response.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        foreach (var service in gateway.Backends.Keys)
        {
            Assert.Contains($"href=\"/openapi/{service}.json\"", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Everything_on_it_comes_from_here_and_nothing_is_inline()
    {
        using var caller = gateway.Caller();
        var response = await caller.GetAsync("/openapi");
        var page = await response.Content.ReadAsStringAsync();

        Assert.Contains("default-src 'self'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.DoesNotMatch("<script(?![^>]*src=)|<style|style=|\\son\\w+=|https?://", page);
        foreach (var address in Loaded().Matches(page).Select(match => match.Groups[1].Value))
        {
            var part = await caller.GetAsync(address);
            Assert.Equal(HttpStatusCode.OK, part.StatusCode);
            Assert.Equal(address.EndsWith(".js", StringComparison.Ordinal) ? "text/javascript" : "text/css", part.Content.Headers.ContentType?.MediaType);
            Assert.DoesNotMatch("innerHTML|eval\\(|https?://", await part.Content.ReadAsStringAsync());
        }
    }

    [GeneratedRegex("(?:src|href)=\"(/openapi/reference\\.[a-z]+)\"")]
    private static partial Regex Loaded();
}
