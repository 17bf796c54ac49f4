using System.Net;
using Microsoft.AspNetCore.WebUtilities;
using StackExchange.Redis;
using StudioOps.Gateway.Tests.Installation;
using StudioOps.Standing;
using StudioOps.Testing;

namespace StudioOps.Gateway.Tests.Bff;

/// <summary>Fixture per test: the tests move the clock and the issuer's mood.</summary>
public sealed class SessionLifeTests : IAsyncLifetime
{
    private readonly GatewayFixture _gateway = new();

    public Task InitializeAsync() => _gateway.InitializeAsync();

    public Task DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Fifty_calls_at_once_on_two_copies_refresh_once()
    {
        var other = await _gateway.StartCopyAsync();
        var browser = await SignedInAsync();
        var twin = _gateway.Browser(port: other);
        twin.Cookies["__Host-studioops"] = browser.SessionId!;
        _gateway.Clock.Advance(TimeSpan.FromMinutes(6));
        var hold = new TaskCompletionSource();
        _gateway.Issuer.Hold = hold.Task;

        var calls = Enumerable.Range(0, 50).Select(call => (call % 2 == 0 ? browser : twin).CallAsync("/api/v1/tenants")).ToList();
        using var gather = new PeriodicTimer(TimeSpan.FromMilliseconds(300));
        await gather.WaitForNextTickAsync();
        hold.SetResult();

        Assert.All(await Task.WhenAll(calls), response => Assert.Equal(HttpStatusCode.OK, response.StatusCode));
        Assert.Equal(1, _gateway.Issuer.Refreshes);
        Assert.Equal(0, _gateway.Issuer.Reuses);
    }

    [Fact]
    public async Task A_superseded_token_is_refreshed_and_the_browser_notices_nothing()
    {
        var browser = await SignedInAsync();
        _gateway.Clock.Advance(TimeSpan.FromSeconds(10));
        _gateway.Issuer.Announce(StandingKind.User, "operator-1", StandingEntry.Active, notBefore: _gateway.Clock.GetUtcNow());

        await Eventually.TrueAsync(
            async () =>
            {
                Assert.Equal(HttpStatusCode.OK, (await browser.CallAsync("/bff/user")).StatusCode);
                return _gateway.Issuer.Refreshes == 1;
            },
            "the token was refreshed");
        Assert.Equal(HttpStatusCode.OK, (await browser.CallAsync("/api/v1/tenants")).StatusCode);
        Assert.Equal(1, _gateway.Issuer.Refreshes);
    }

    [Fact]
    public async Task A_refused_refresh_ends_the_session_and_a_silent_one_keeps_it()
    {
        var browser = await SignedInAsync();
        _gateway.Clock.Advance(TimeSpan.FromMinutes(6));
        _gateway.Issuer.Away = true;

        var silent = await browser.CallAsync("/api/v1/tenants");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, silent.StatusCode);
        Assert.Equal("identity.unavailable", await silent.ProblemCodeAsync());

        _gateway.Issuer.Away = false;
        Assert.Equal(HttpStatusCode.OK, (await browser.CallAsync("/api/v1/tenants")).StatusCode);

        _gateway.Issuer.Announce(StandingKind.Session, "session-1", StandingEntry.Ended);
        await Eventually.TrueAsync(async () => (await browser.CallAsync("/api/v1/tenants")).StatusCode == HttpStatusCode.Unauthorized, "the session has ended");
        Assert.Equal("session.missing", await (await browser.CallAsync("/bff/user")).ProblemCodeAsync());
    }

    [Fact]
    public async Task A_session_slides_with_use_and_ends_for_good_after_twelve_hours()
    {
        var browser = await SignedInAsync();
        using var redis = await ConnectionMultiplexer.ConnectAsync(_gateway.Servers.RedisConnectionString);
        var key = redis.GetServer(redis.GetEndPoints().Single()).Keys(pattern: "gw:session:*").Single();
        await redis.GetDatabase().KeyExpireAsync(key, TimeSpan.FromMinutes(1));

        await browser.CallAsync("/bff/user");
        Assert.InRange((await redis.GetDatabase().KeyTimeToLiveAsync(key))!.Value, TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(60));

        _gateway.Clock.Advance(TimeSpan.FromHours(11.5));
        Assert.Equal(HttpStatusCode.OK, (await browser.CallAsync("/bff/user")).StatusCode);
        Assert.InRange((await redis.GetDatabase().KeyTimeToLiveAsync(key))!.Value, TimeSpan.FromMinutes(29), TimeSpan.FromMinutes(30));

        _gateway.Clock.Advance(TimeSpan.FromMinutes(31));
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.CallAsync("/bff/user")).StatusCode);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_at_once_and_leads_through_identity()
    {
        var browser = await SignedInAsync();
        var id = browser.SessionId!;

        var response = await browser.CallAsync("/bff/logout", HttpMethod.Post);

        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        var location = response.Headers.Location!;
        var query = QueryHelpers.ParseQuery(location.Query);
        Assert.Equal(_gateway.Origin + "/connect/end_session", location.GetLeftPart(UriPartial.Path));
        Assert.Equal("operator", query["client_id"]);
        Assert.Equal(browser.Origin + "/", query["post_logout_redirect_uri"]);
        Assert.Equal("session-1", query["logout_hint"]);
        Assert.DoesNotContain("eyJ", location.ToString(), StringComparison.Ordinal);
        Assert.Null(browser.SessionId);
        browser.Cookies["__Host-studioops"] = id;
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.CallAsync("/bff/user")).StatusCode);
    }

    [Fact]
    public async Task A_script_may_ask_for_the_address_instead_of_the_redirect()
    {
        var browser = await SignedInAsync();

        var response = await browser.CallAsync("/bff/logout", HttpMethod.Post, request => request.Headers.Add("Accept", "application/json"));

        Assert.StartsWith(_gateway.Origin + "/connect/end_session?", (await response.JsonAsync()).GetProperty("location").GetString(), StringComparison.Ordinal);
    }

    private async Task<Browser> SignedInAsync()
    {
        var browser = _gateway.Browser();
        await browser.SignInAsync();
        Assert.NotNull(browser.SessionId);
        return browser;
    }
}
