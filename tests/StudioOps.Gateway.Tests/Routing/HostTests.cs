using System.Net;
using StudioOps.Gateway.Tests.Installation;
using StudioOps.Testing;

namespace StudioOps.Gateway.Tests.Routing;

public sealed class HostTests(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    [Theory]
    [InlineData("evil.example")]
    [InlineData("unknown.localhost")]
    [InlineData("northwind.localhost.evil.example")]
    public async Task An_unknown_host_is_refused(string host)
    {
        var response = await gateway.Caller(host).GetAsync("/");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("host.unknown", await response.ProblemCodeAsync());
    }

    [Fact]
    public async Task Health_answers_at_any_address()
    {
        Assert.Equal(HttpStatusCode.OK, (await gateway.Caller("10.0.0.7").GetAsync("/health/live")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await gateway.Caller("10.0.0.7").GetAsync("/health/ready")).StatusCode);
    }

    [Fact]
    public async Task A_new_host_is_known_within_seconds_and_stays_known_while_nobody_can_say()
    {
        gateway.HostList = [.. gateway.HostList!, new { host = "studio.example", tenantId = Guid.CreateVersion7(), slug = "studio", portal = "portal" }];
        using var caller = gateway.Caller("studio.example");
        await Eventually.TrueAsync(async () => (await caller.GetAsync("/")).IsSuccessStatusCode, "the custom domain answers", TimeSpan.FromSeconds(5));

        gateway.HostList = null;
        using var away = new PeriodicTimer(TimeSpan.FromSeconds(3));
        await away.WaitForNextTickAsync();

        Assert.Equal(HttpStatusCode.OK, (await caller.GetAsync("/")).StatusCode);
    }
}
