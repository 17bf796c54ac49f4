using System.Net;
using StudioOps.Gateway.Tests.Installation;
using StudioOps.Standing;
using StudioOps.Testing;

namespace StudioOps.Gateway.Tests;

/// <summary>Fixture per test: the tests move the clock and silence the feed.</summary>
public sealed class StandingAwayTests : IAsyncLifetime
{
    private readonly GatewayFixture _gateway = new();

    public Task InitializeAsync() => _gateway.InitializeAsync();

    public Task DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task While_identity_is_silent_the_last_word_stands_and_after_thirty_seconds_operators_change_nothing()
    {
        using var gone = Caller("operator-2", "operator");
        using var operators = Caller("operator-1", "operator");
        using var member = Caller("olivia", "portal");
        _gateway.Issuer.Announce(StandingKind.User, "operator-2", StandingEntry.Suspended);
        await Eventually.TrueAsync(async () => (await gone.GetAsync("/api/v1/tenants")).StatusCode == HttpStatusCode.Unauthorized, "operator-2 is refused");
        _gateway.Issuer.StandingAway = true;

        _gateway.Clock.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(HttpStatusCode.OK, (await operators.PostAsync("/api/v1/tenants", null)).StatusCode);

        // A poll may have been under way when the feed fell silent.
        await Eventually.TrueAsync(
            async () =>
            {
                _gateway.Clock.Advance(TimeSpan.FromSeconds(31));
                return (await operators.PostAsync("/api/v1/tenants", null)).StatusCode == HttpStatusCode.ServiceUnavailable;
            },
            "operators change nothing");
        Assert.Equal("standing.unknown", await (await operators.PostAsync("/api/v1/tenants", null)).ProblemCodeAsync());
        Assert.Equal(HttpStatusCode.OK, (await operators.GetAsync("/api/v1/tenants")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await member.PostAsync("/api/v1/tenants", null)).StatusCode);
        Assert.Equal("account.disabled", await (await gone.GetAsync("/api/v1/tenants")).ProblemCodeAsync());
        var health = await _gateway.Caller().GetAsync("/health/ready");
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        Assert.Equal("degraded", (await health.JsonAsync()).GetProperty("status").GetString());

        _gateway.Issuer.StandingAway = false;
        await Eventually.TrueAsync(async () => (await operators.PostAsync("/api/v1/tenants", null)).StatusCode == HttpStatusCode.OK, "operators change again");
    }

    [Fact]
    public async Task A_copy_that_has_not_read_the_feed_yet_takes_nobodys_token()
    {
        _gateway.Issuer.StandingAway = true;
        var port = await _gateway.StartCopyAsync(ready: false);
        using var caller = Caller("operator-1", "operator", port);

        var early = await caller.GetAsync("/api/v1/tenants");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, early.StatusCode);
        Assert.Equal("standing.unknown", await early.ProblemCodeAsync());

        _gateway.Issuer.StandingAway = false;
        await Eventually.TrueAsync(async () => (await caller.GetAsync("/api/v1/tenants")).StatusCode == HttpStatusCode.OK, "the feed was read");
    }

    private HttpClient Caller(string subject, string audience, int? port = null) =>
        _gateway.Caller(port: port, token: _gateway.Issuer.Token(token => token with { Subject = subject, ClientId = audience, Audiences = [audience] }));
}
