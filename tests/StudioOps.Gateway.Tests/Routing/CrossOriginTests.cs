using System.Net;
using StudioOps.Gateway.Tests.Installation;

namespace StudioOps.Gateway.Tests.Routing;

public sealed class CrossOriginTests(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    private string Northwind => gateway.Origin.Replace("localhost", "northwind.localhost", StringComparison.Ordinal);

    [Fact]
    public async Task Origins_of_ours_and_of_the_list_may_ask_and_read_the_etag()
    {
        foreach (var origin in new[] { "https://app.example", Northwind, gateway.Origin })
        {
            var response = await AskAsync("/ofrep/v1/evaluate/flags", origin, HttpMethod.Get);

            Assert.Equal(origin, response.Headers.GetValues("Access-Control-Allow-Origin").Single());
            Assert.Contains("ETag", response.Headers.GetValues("Access-Control-Expose-Headers").Single(), StringComparison.Ordinal);
            Assert.Contains("Origin", response.Headers.GetValues("Vary"));
            Assert.False(response.Headers.Contains("Access-Control-Allow-Credentials"));
        }
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("null")]
    [InlineData("http://app.example")]
    [InlineData("https://app.example.evil.example")]
    [InlineData("http://northwind.localhost")]
    public async Task No_other_origin_may(string origin)
    {
        Assert.False((await AskAsync("/api/v1/tenants", origin, HttpMethod.Get)).Headers.Contains("Access-Control-Allow-Origin"));
        Assert.False((await AskAsync("/api/v1/tenants", origin, HttpMethod.Options)).Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task A_preflight_is_answered_here()
    {
        var before = gateway.Backends["tenant"].Targets.Count;
        var response = await AskAsync("/api/v1/tenants", "https://app.example", HttpMethod.Options);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Contains("PUT", response.Headers.GetValues("Access-Control-Allow-Methods").Single(), StringComparison.Ordinal);
        Assert.Equal(before, gateway.Backends["tenant"].Targets.Count);
    }

    [Fact]
    public async Task The_session_endpoints_are_for_their_own_origin_only() =>
        Assert.False((await AskAsync("/bff/user", Northwind, HttpMethod.Get)).Headers.Contains("Access-Control-Allow-Origin"));

    private async Task<HttpResponseMessage> AskAsync(string path, string origin, HttpMethod method)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Origin", origin);
        if (method == HttpMethod.Options)
        {
            request.Headers.Add("Access-Control-Request-Method", "PUT");
            request.Headers.Add("Access-Control-Request-Headers", "authorization,if-match");
        }

        return await gateway.Caller().SendAsync(request);
    }
}
