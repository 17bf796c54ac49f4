using System.Text.Json;
using StudioOps.Gateway.Tests.Installation;
using StudioOps.Testing;

namespace StudioOps.Gateway.Tests.Routing;

/// <summary>A gateway behind load balancers at 127.0.0.7 and in 10.0.0.0/8.</summary>
public sealed class ProxiedGateway : GatewayFixture
{
    public const string Balancer = "127.0.0.7";

    protected override IEnumerable<KeyValuePair<string, string>> Settings => [.. base.Settings, new("Proxies:Trusted:0", Balancer + "/32"), new("Proxies:Trusted:1", "10.0.0.0/8")];
}

public sealed class TrustedProxyTests(ProxiedGateway gateway) : IClassFixture<ProxiedGateway>
{
    [Theory]
    [InlineData("203.0.113.9", "203.0.113.9")]
    [InlineData("192.0.2.66, 203.0.113.9", "203.0.113.9")]
    [InlineData("192.0.2.66, 203.0.113.9, 10.1.2.3", "203.0.113.9")]
    [InlineData("no address", "127.0.0.7")]
    public async Task A_balancers_word_about_the_caller_is_believed_and_what_the_caller_wrote_before_it_is_not(string forwardedFor, string caller)
    {
        var seen = await SeenAsync(ProxiedGateway.Balancer, forwardedFor);

        Assert.Equal(caller, seen.GetProperty("x-forwarded-for").GetString());
        Assert.DoesNotContain("192.0.2.66", seen.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(gateway.Authority, seen.GetProperty("host").GetString());
        Assert.Equal(gateway.Authority, seen.GetProperty("x-forwarded-host").GetString());
    }

    [Fact]
    public async Task A_balancers_word_about_the_scheme_is_believed() =>
        Assert.Equal("https", (await SeenAsync(ProxiedGateway.Balancer, "203.0.113.9")).GetProperty("x-forwarded-proto").GetString());

    [Fact]
    public async Task Nobody_elses_word_is()
    {
        var seen = await SeenAsync("127.0.0.8", "203.0.113.9");

        Assert.Equal("127.0.0.8", seen.GetProperty("x-forwarded-for").GetString());
        Assert.Equal("http", seen.GetProperty("x-forwarded-proto").GetString());
        Assert.DoesNotContain("203.0.113.9", seen.GetRawText(), StringComparison.Ordinal);
    }

    private async Task<JsonElement> SeenAsync(string from, string forwardedFor)
    {
        using var caller = gateway.Caller(address: from);
        caller.DefaultRequestHeaders.TryAddWithoutValidation("X-Forwarded-For", forwardedFor);
        caller.DefaultRequestHeaders.TryAddWithoutValidation("X-Forwarded-Proto", string.Join(", ", forwardedFor.Split(',').Select(_ => "https")));
        caller.DefaultRequestHeaders.TryAddWithoutValidation("X-Forwarded-Host", "evil.example");
        return (await (await caller.GetAsync("/api/v1/tenants")).JsonAsync()).GetProperty("headers");
    }
}
