using System.Net;
using StudioOps.Gateway.Tests.Installation;
using StudioOps.Testing;

namespace StudioOps.Gateway.Tests.Bff;

public sealed class CrossSiteTests(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    [Theory]
    [InlineData("GET", false, null, "csrf.header-missing")]
    [InlineData("GET", true, "https://evil.example", "csrf.origin")]
    [InlineData("POST", true, null, "csrf.origin")]
    [InlineData("POST", true, "null", "csrf.origin")]
    [InlineData("POST", true, "http://northwind.localhost", "csrf.origin")]
    [InlineData("POST", false, "own", "csrf.header-missing")]
    [InlineData("DELETE", false, "own", "csrf.header-missing")]
    [InlineData("GET", true, null, null)]
    [InlineData("GET", true, "own", null)]
    [InlineData("PUT", true, "own", null)]
    public async Task A_cookie_call_needs_the_header_and_our_own_origin(string method, bool header, string? origin, string? code)
    {
        var browser = gateway.Browser();
        await browser.SignInAsync();
        var before = gateway.Backends["tenant"].Targets.Count;

        var response = await browser.CallAsync("/api/v1/tenants", new HttpMethod(method), request =>
        {
            request.Headers.Remove("Origin");
            if (!header)
            {
                request.Headers.Remove("X-CSRF");
            }

            if (origin is not null)
            {
                request.Headers.Add("Origin", origin == "own" ? browser.Origin : origin);
            }
        });

        if (code is null)
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            return;
        }

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal(code, await response.ProblemCodeAsync());
        Assert.Equal(before, gateway.Backends["tenant"].Targets.Count);
    }

    [Theory]
    [InlineData("same-origin", HttpStatusCode.OK)]
    [InlineData("same-site", HttpStatusCode.Forbidden)]
    [InlineData("cross-site", HttpStatusCode.Forbidden)]
    [InlineData(null, HttpStatusCode.Forbidden)]
    public async Task A_stream_cannot_send_the_header_so_the_browser_vouches_for_it(string? site, HttpStatusCode expected)
    {
        var browser = gateway.Browser();
        await browser.SignInAsync();

        var response = await browser.CallAsync("/api/v1/stream", HttpMethod.Get, request =>
        {
            request.Headers.Remove("X-CSRF");
            request.Headers.Add("Accept", "text/event-stream");
            if (site is not null)
            {
                request.Headers.Add("Sec-Fetch-Site", site);
            }
        });

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Signing_out_cannot_be_asked_by_another_site()
    {
        var browser = gateway.Browser();
        await browser.SignInAsync();

        var foreign = await browser.CallAsync("/bff/logout", HttpMethod.Post, request =>
        {
            request.Headers.Remove("Origin");
            request.Headers.Add("Origin", "https://evil.example");
        });
        var bare = await browser.CallAsync("/bff/logout", HttpMethod.Post, request => request.Headers.Remove("X-CSRF"));

        Assert.Equal(HttpStatusCode.Forbidden, foreign.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, bare.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.CallAsync("/bff/user")).StatusCode);
    }

    [Fact]
    public async Task A_caller_with_a_token_of_its_own_needs_neither()
    {
        using var caller = gateway.Caller(token: gateway.Issuer.Token(t => t));

        Assert.Equal(HttpStatusCode.OK, (await caller.PostAsync("/api/v1/tenants", null)).StatusCode);
    }
}
