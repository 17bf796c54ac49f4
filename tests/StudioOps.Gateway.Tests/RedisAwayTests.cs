using System.Net;
using StudioOps.Gateway.Tests.Installation;
using StudioOps.Hosting.Testing;
using StudioOps.Testing;

namespace StudioOps.Gateway.Tests;

public sealed class RedisAwayTests(ProductionLimits gateway) : IClassFixture<ProductionLimits>
{
    [Fact]
    public async Task Without_redis_browsers_hear_so_plainly_and_everyone_else_notices_nothing()
    {
        var browser = gateway.Browser();
        await browser.SignInAsync();
        using var program = gateway.Caller(token: gateway.Issuer.Token(t => t with { Subject = "program" }));

        await gateway.Servers.KillAsync(ServerKinds.Redis);

        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync("/api/v1/tenants")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await program.PostAsync("/ofrep/v1/evaluate/flags", null)).StatusCode);
        // In service, and honest about it: a load balancer keeps it, an operator sees it.
        Assert.Equal("degraded", (await (await gateway.Caller().GetAsync("/health/ready")).JsonAsync()).GetProperty("status").GetString());
        Assert.Equal(HttpStatusCode.OK, (await gateway.Caller().GetAsync("/health/live")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await gateway.Caller().GetAsync("/")).StatusCode);
        await SaidPlainlyAsync(await browser.CallAsync("/bff/user"));
        await SaidPlainlyAsync(await browser.CallAsync("/api/v1/tenants"));
        await SaidPlainlyAsync(await browser.CallAsync("/bff/logout", HttpMethod.Post));
        var page = await gateway.Browser().OpenAsync("/bff/login");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, page.StatusCode);
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        Assert.NotNull(page.Headers.RetryAfter);
        await LimitsAreStillCountedAsync();

        await gateway.Servers.StartAgainAsync(ServerKinds.Redis);

        var again = gateway.Browser();
        await Eventually.TrueAsync(async () => (await again.OpenAsync("/bff/login")).StatusCode == HttpStatusCode.SeeOther, "signing in works again");
        await again.SignInAsync();
        Assert.Equal(HttpStatusCode.OK, (await again.CallAsync("/bff/user")).StatusCode);
        Assert.Equal("healthy", (await (await gateway.Caller().GetAsync("/health/ready")).JsonAsync()).GetProperty("status").GetString());
    }

    private async Task LimitsAreStillCountedAsync()
    {
        using var stranger = gateway.Caller(address: "127.0.0.9");
        var answers = new List<HttpStatusCode>();
        for (var call = 0; call < 101; call++)
        {
            answers.Add((await stranger.GetAsync("/api/v1/tenants")).StatusCode);
        }

        Assert.All(answers.SkipLast(1), status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.Equal(HttpStatusCode.TooManyRequests, answers[^1]);
    }

    private static async Task SaidPlainlyAsync(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("session.unavailable", await response.ProblemCodeAsync());
    }
}
