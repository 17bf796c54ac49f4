using StudioOps.Gateway.Tests.Installation;
using StudioOps.Testing;

namespace StudioOps.Gateway.Tests.Routing;

public sealed class HeaderTests(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    [Fact]
    public async Task What_a_stranger_says_about_the_way_is_dropped_and_set_anew()
    {
        using var caller = gateway.Caller("northwind.localhost");
        foreach (var name in new[] { "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Prefix", "X-Forwarded-Port", "Forwarded", "X-Real-IP", "X-Original-URL", "True-Client-IP" })
        {
            caller.DefaultRequestHeaders.TryAddWithoutValidation(name, "203.0.113.9");
        }

        caller.DefaultRequestHeaders.TryAddWithoutValidation("baggage", "correlation.id=forged,tenant=forged");
        var headers = (await (await caller.GetAsync("/api/v1/tenants")).JsonAsync()).GetProperty("headers");

        var host = caller.BaseAddress!.Authority;
        Assert.Equal(host, headers.GetProperty("host").GetString());
        Assert.Equal(host, headers.GetProperty("x-forwarded-host").GetString());
        Assert.Equal("127.0.0.1", headers.GetProperty("x-forwarded-for").GetString());
        Assert.Equal("http", headers.GetProperty("x-forwarded-proto").GetString());
        Assert.DoesNotContain("203.0.113.9", headers.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("forged", headers.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("order-4711.retry_2", true)]
    [InlineData("short", false)]
    [InlineData("<script>alert(1)</script>", false)]
    [InlineData("a b c d e f g h", false)]
    public async Task A_sane_correlation_id_is_kept_and_any_other_replaced(string given, bool kept)
    {
        using var caller = gateway.Caller();
        caller.DefaultRequestHeaders.TryAddWithoutValidation(HeaderHygiene.CorrelationId, given);

        var response = await caller.GetAsync("/api/v1/tenants");

        var returned = Assert.Single(response.Headers.GetValues(HeaderHygiene.CorrelationId));
        Assert.Equal(kept, returned == given);
        Assert.Matches("^[A-Za-z0-9._-]{8,64}$", returned);
        var seen = (await response.JsonAsync()).GetProperty("headers");
        Assert.Equal(returned, seen.GetProperty("x-correlation-id").GetString());
        Assert.Contains("correlation.id=" + returned, seen.GetProperty("baggage").GetString()!.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cookies_reach_only_the_service_whose_they_are_and_never_the_gateways_own()
    {
        using var caller = gateway.Caller();
        caller.DefaultRequestHeaders.TryAddWithoutValidation("Cookie", "a=1; __Host-studioops-login-abcdefgh=x; __Host-identity=2");

        var account = (await (await caller.GetAsync("/account/login")).JsonAsync()).GetProperty("headers");
        var page = (await (await caller.GetAsync("/")).JsonAsync()).GetProperty("headers");

        Assert.Equal("a=1; __Host-identity=2", account.GetProperty("cookie").GetString());
        Assert.False(page.TryGetProperty("cookie", out _));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/api/v1/tenants")]
    [InlineData("/api/v1/unknown")]
    [InlineData("/bff/user")]
    [InlineData("/health/live")]
    public async Task Every_answer_carries_the_security_headers(string path)
    {
        var headers = (await gateway.Caller().GetAsync(path)).Headers;

        Assert.Contains("frame-ancestors 'none'", headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("nosniff", headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("DENY", headers.GetValues("X-Frame-Options").Single());
        Assert.Equal("same-origin", headers.GetValues("Referrer-Policy").Single());
        Assert.Equal("same-origin", headers.GetValues("Cross-Origin-Opener-Policy").Single());
        Assert.False(headers.Contains("Server"));
    }

    [Fact]
    public async Task A_page_may_bring_a_content_policy_of_its_own()
    {
        var response = await gateway.Caller().GetAsync("/account/login?csp=" + Uri.EscapeDataString("default-src 'none'"));

        Assert.Equal("default-src 'none'", Assert.Single(response.Headers.GetValues("Content-Security-Policy")));
    }
}
