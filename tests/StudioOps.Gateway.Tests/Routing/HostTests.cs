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
    public async Task A_new_host_becomes_known_by_itself_and_stays_known_while_nobody_can_say()
    {
        gateway.HostList = [.. gateway.HostList!, new { host = "studio.example", tenantId = Guid.CreateVersion7(), slug = "studio", portal = "portal" }];
        using var caller = gateway.Caller("studio.example");
        await Eventually.TrueAsync(async () => (await caller.GetAsync("/")).IsSuccessStatusCode, "the custom domain answers");

        gateway.HostList = null;
        var asked = gateway.HostsAsked;
        await Eventually.TrueAsync(() => Task.FromResult(gateway.HostsAsked >= asked + 2), "it was asked twice more, in vain");

        Assert.Equal(HttpStatusCode.OK, (await caller.GetAsync("/")).StatusCode);
    }
}
