using System.Net;
using StudioOps.Gateway.Tests.Installation;
using StudioOps.Standing;
using StudioOps.Testing;

namespace StudioOps.Gateway.Tests.Routing;

public sealed class TokenTests(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    [Fact]
    public async Task A_good_token_is_passed_on_and_no_token_is_the_services_business()
    {
        var token = gateway.Issuer.Token(t => t);

        var with = await (await gateway.Caller(token: token).GetAsync("/api/v1/tenants")).JsonAsync();
        var without = await (await gateway.Caller().GetAsync("/api/v1/tenants")).JsonAsync();

        Assert.Equal("Bearer " + token, with.GetProperty("headers").GetProperty("authorization").GetString());
        Assert.False(without.GetProperty("headers").TryGetProperty("authorization", out _));
    }

    [Fact]
    public async Task A_bad_token_ends_here()
    {
        var before = gateway.Backends["tenant"].Targets.Count;

        await RefusedAsync("garbage", "token.malformed");
        await RefusedAsync(gateway.Issuer.Token(t => t with { Issuer = "https://other" }), "token.issuer");
        await RefusedAsync(gateway.Issuer.Token(t => t with { IssuedAt = gateway.Clock.GetUtcNow().AddDays(-2) }), "token.expired");
        await RefusedAsync(gateway.Issuer.Token(t => t with { Audiences = ["internal"] }), "token.audience");

        Assert.Equal(before, gateway.Backends["tenant"].Targets.Count);
    }

    [Fact]
    public async Task A_suspended_tenant_is_refused_as_soon_as_the_feed_says_so()
    {
        var tenant = Guid.CreateVersion7();
        using var caller = gateway.Caller(token: gateway.Issuer.Token(t => t with { TenantId = tenant, Audiences = ["portal"] }));
        Assert.Equal(HttpStatusCode.OK, (await caller.GetAsync("/ofrep/v1/x")).StatusCode);

        gateway.Issuer.Announce(StandingKind.Tenant, tenant.ToString(), StandingEntry.Suspended);

        await Eventually.TrueAsync(async () => (await caller.GetAsync("/ofrep/v1/x")).StatusCode == HttpStatusCode.Unauthorized, "the token is refused");
        Assert.Equal("tenant.suspended", await (await caller.GetAsync("/ofrep/v1/x")).ProblemCodeAsync());
    }

    private async Task RefusedAsync(string token, string code)
    {
        var response = await gateway.Caller(token: token).GetAsync("/api/v1/tenants");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(code, await response.ProblemCodeAsync());
    }
}
