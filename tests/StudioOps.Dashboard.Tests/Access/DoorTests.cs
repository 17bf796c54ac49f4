using System.Net;
using System.Text.Json.Nodes;

namespace StudioOps.Dashboard.Tests.Access;

/// <summary>Only who brought the token looks, only by this machine's own names, and only its own pages write.</summary>
public sealed class DoorTests
{
    [Theory]
    [InlineData("/api/overview")]
    [InlineData("/api/resources/x/environment/KEY")]
    [InlineData("/api/stream")]
    [InlineData("/")]
    [InlineData("/traces")]
    [InlineData("/v1/traces")]
    [InlineData("/assets/index.js")]
    public async Task Without_the_token_everything_is_401(string path)
    {
        await using var dashboard = await DashboardUnderTest.StartAsync();

        using var answer = await dashboard.Sender.GetAsync(DashboardUnderTest.Relative(path));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Contains(path.StartsWith("/api", StringComparison.Ordinal) ? "token.missing" : "<form method=\"post\" action=\"/login\">", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_link_lets_in_with_a_cookie_no_script_can_read_and_no_other_page_can_use()
    {
        await using var dashboard = await DashboardUnderTest.StartAsync();
        using var visitor = dashboard.Client(follows: false);

        using var answer = await visitor.GetAsync(DashboardUnderTest.Relative($"/login?t={DashboardUnderTest.Token}"));

        Assert.Equal((HttpStatusCode.Redirect, "/"), (answer.StatusCode, answer.Headers.Location!.ToString()));
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.Contains("samesite=strict; httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith($"dashboard-{dashboard.Address.Port}=", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain(DashboardUnderTest.Token, cookie, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync(DashboardUnderTest.Relative("/api/overview"))).StatusCode);
    }

    [Fact]
    public async Task The_form_takes_the_token_and_says_when_it_is_another()
    {
        await using var dashboard = await DashboardUnderTest.StartAsync();
        using var visitor = dashboard.Client(follows: false);
        Task<HttpResponseMessage> Try(string token) => visitor.PostAsync(DashboardUnderTest.Relative("/login"), new FormUrlEncodedContent([new("t", token)]));

        using var wrong = await Try("guess");
        using var right = await Try(DashboardUnderTest.Token);

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Redirect), (wrong.StatusCode, right.StatusCode));
        Assert.Contains("role=\"alert\"", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rebound.example")]
    [InlineData("127.0.0.1:1")]
    [InlineData("127.0.0.1.example")]
    public async Task Another_name_than_this_machines_is_no_way_in(string host)
    {
        await using var dashboard = await DashboardUnderTest.StartAsync();
        foreach (var (method, path) in ((HttpMethod, string)[])[(HttpMethod.Get, "/api/overview"), (HttpMethod.Post, "/v1/traces"), (HttpMethod.Get, $"/login?t={DashboardUnderTest.Token}")])
        {
            using var request = new HttpRequestMessage(method, DashboardUnderTest.Relative(path));
            request.Headers.Host = host;
            using var answer = await dashboard.Visitor.SendAsync(request);
            Assert.Equal((HttpStatusCode.MisdirectedRequest, false), (answer.StatusCode, answer.Headers.Contains("Set-Cookie")));
        }
    }

    [Theory]
    [InlineData("http://evil.example", "origin.refused")]
    [InlineData("null", "origin.refused")]
    [InlineData(null, "origin.missing")]
    public async Task A_write_from_another_page_or_from_nowhere_is_refused(string? origin, string code)
    {
        await using var dashboard = await DashboardUnderTest.StartAsync();
        dashboard.Visitor.DefaultRequestHeaders.Remove("Origin");
        using var request = new HttpRequestMessage(HttpMethod.Delete, DashboardUnderTest.Relative("/api/telemetry"));
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        using var answer = await dashboard.Visitor.SendAsync(request);

        Assert.Equal((HttpStatusCode.Forbidden, code), (answer.StatusCode, (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["code"]));
    }

    [Fact]
    public async Task It_listens_on_loopback_and_says_what_a_browser_may_do()
    {
        await using var dashboard = await DashboardUnderTest.StartAsync();

        using var answer = await dashboard.Visitor.GetAsync(DashboardUnderTest.Relative("/api/overview"));

        Assert.True(IPAddress.IsLoopback(IPAddress.Parse(dashboard.Address.Host)));
        Assert.Contains("frame-ancestors 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
    }
}
