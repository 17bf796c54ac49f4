using System.Net;
using StudioOps.Testing;

namespace StudioOps.Identity.Tests.Protocol;

public sealed class DiscoveryTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    [Fact]
    public async Task Discovery_names_this_issuer_and_endpoints_that_exist()
    {
        using var client = identity.Client();
        var json = await (await client.GetAsync("/.well-known/openid-configuration")).JsonAsync();
        Assert.Equal(IdentityFixture.Origin, json.GetProperty("issuer").GetString());
        Assert.Equal(["S256"], json.GetProperty("code_challenge_methods_supported").EnumerateArray().Select(e => e.GetString()));
        Assert.Equal(["code"], json.GetProperty("response_types_supported").EnumerateArray().Select(e => e.GetString()));
        foreach (var endpoint in json.EnumerateObject().Where(p => p.Name.EndsWith("_endpoint", StringComparison.Ordinal) || p.Name == "jwks_uri"))
        {
            var answer = await client.GetAsync(endpoint.Value.GetString());
            Assert.NotEqual(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Published_keys_are_public_only()
    {
        using var client = identity.Client();
        var answer = await client.GetAsync("/.well-known/jwks.json");
        Assert.Equal("application/jwk-set+json", answer.Content.Headers.ContentType?.MediaType);
        var key = (await answer.JsonAsync()).GetProperty("keys")[0];
        Assert.Equal("ES256", key.GetProperty("alg").GetString());
        Assert.False(key.TryGetProperty("d", out _));
    }

    [Theory]
    [InlineData("operator.localhost", 8080)]
    [InlineData("northwind.localhost", 8080)]
    [InlineData("127.0.0.1", 8080)]
    [InlineData("evil.example", 80)]
    public async Task Other_hosts_have_no_sign_in(string host, int port)
    {
        foreach (var path in new[] { "/connect/authorize", "/connect/token", "/.well-known/openid-configuration", "/account/login", "/account/sign-in.css" })
        {
            Assert.Equal(404, await StatusAsync(host, port, localPort: 5601, path));
        }
    }

    [Fact]
    public async Task Services_reach_keys_and_tokens_on_the_services_own_address_and_nothing_else_of_it()
    {
        Assert.Equal(200, await StatusAsync("127.0.0.1", 5601, localPort: 5601, "/.well-known/openid-configuration"));
        Assert.Equal(200, await StatusAsync("127.0.0.1", 5601, localPort: 5601, "/.well-known/jwks.json"));
        Assert.Equal(400, await StatusAsync("127.0.0.1", 5601, localPort: 5601, "/connect/token", "POST"));
        Assert.Equal(404, await StatusAsync("127.0.0.1", 5601, localPort: 5601, "/connect/authorize"));
        Assert.Equal(404, await StatusAsync("127.0.0.1", 5601, localPort: 5601, "/account/login"));
    }

    private async Task<int> StatusAsync(string host, int port, int localPort, string path, string method = "GET")
    {
        var context = await identity.Factory.Server.SendAsync(c =>
        {
            c.Request.Method = method;
            c.Request.Host = new HostString(host, port);
            c.Connection.LocalPort = localPort;
            c.Request.Path = path;
        });
        return context.Response.StatusCode;
    }
}
