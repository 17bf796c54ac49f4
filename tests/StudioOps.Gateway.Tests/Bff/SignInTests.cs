using System.Net;
using Microsoft.AspNetCore.WebUtilities;
using StackExchange.Redis;
using StudioOps.Gateway.Tests.Installation;
using StudioOps.Testing;

namespace StudioOps.Gateway.Tests.Bff;

public sealed class SignInTests(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    [Theory]
    [InlineData("localhost", "operator")]
    [InlineData("operator.localhost", "operator")]
    [InlineData("partner.localhost", "partner")]
    [InlineData("northwind.localhost", "portal")]
    public async Task Every_host_signs_in_as_its_own_client(string host, string client)
    {
        var browser = gateway.Browser(host);

        var toSignIn = (await browser.OpenAsync("/bff/login")).Headers.Location!;

        var query = QueryHelpers.ParseQuery(toSignIn.Query);
        Assert.StartsWith(gateway.Origin + "/connect/authorize?", toSignIn.ToString(), StringComparison.Ordinal);
        Assert.Equal(client, query["client_id"]);
        Assert.Equal(browser.Origin + "/bff/callback", query["redirect_uri"]);
        Assert.Equal("code", query["response_type"]);
        Assert.Equal("S256", query["code_challenge_method"]);
        Assert.Equal(43, query["code_challenge"].ToString().Length);
        Assert.Equal(43, query["state"].ToString().Length);
        Assert.Equal(43, query["nonce"].ToString().Length);
    }

    [Fact]
    public async Task A_sign_in_for_a_dangerous_call_is_asked_to_be_fresh()
    {
        var browser = gateway.Browser();

        var fresh = QueryHelpers.ParseQuery((await browser.OpenAsync("/bff/login?maxAge=600")).Headers.Location!.Query);
        var plain = QueryHelpers.ParseQuery((await browser.OpenAsync("/bff/login")).Headers.Location!.Query);

        Assert.Equal("600", fresh["max_age"]);
        Assert.False(plain.ContainsKey("max_age"));
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.OpenAsync("/bff/login?maxAge=-1")).StatusCode);
    }

    [Fact]
    public async Task Signing_in_opens_a_session_and_leads_back()
    {
        var browser = gateway.Browser();

        var back = await browser.SignInAsync("/tenants?sort=name");

        Assert.Equal(HttpStatusCode.SeeOther, back.StatusCode);
        Assert.Equal("/tenants?sort=name", back.Headers.Location!.ToString());
        var cookie = back.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("__Host-studioops=", StringComparison.Ordinal));
        Assert.Matches("^__Host-studioops=[A-Za-z0-9_-]{43}; path=/; secure; samesite=lax; httponly$", cookie);
        Assert.Single(browser.Cookies);
        var user = await (await browser.CallAsync("/bff/user")).JsonAsync();
        Assert.Equal("operator-1", user.GetProperty("sub").GetString());
        Assert.Equal("Ada Operator", user.GetProperty("name").GetString());
        Assert.Equal(Issuer.Email, user.GetProperty("email").GetString());
        Assert.Equal("SUPERUSER", user.GetProperty("roles")[0].GetString());
        Assert.Equal("tenants.read", user.GetProperty("permissions")[0].GetString());
        Assert.Equal("operator", user.GetProperty("portal").GetString());
        Assert.DoesNotContain("eyJ", user.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tenants_portal_says_whose_it_is()
    {
        gateway.Issuer.Tenant = GatewayFixture.Northwind;
        var browser = gateway.Browser("northwind.localhost");
        await browser.SignInAsync();
        gateway.Issuer.Tenant = null;

        var tenant = (await (await browser.CallAsync("/bff/user")).JsonAsync()).GetProperty("tenant");

        Assert.Equal(GatewayFixture.Northwind, tenant.GetProperty("id").GetGuid());
        Assert.Equal("northwind", tenant.GetProperty("slug").GetString());
    }

    [Fact]
    public async Task A_call_with_the_cookie_reaches_the_service_with_a_token_and_without_the_cookie()
    {
        var browser = gateway.Browser();
        await browser.SignInAsync();

        var seen = (await (await browser.CallAsync("/api/v1/tenants", HttpMethod.Post)).JsonAsync()).GetProperty("headers");

        Assert.StartsWith("Bearer eyJ", seen.GetProperty("authorization").GetString(), StringComparison.Ordinal);
        Assert.False(seen.TryGetProperty("cookie", out _));
    }

    [Fact]
    public async Task Nobody_signed_in_is_401_and_so_is_a_cookie_of_another_host()
    {
        var stranger = await gateway.Browser().CallAsync("/bff/user");
        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
        Assert.Equal("session.missing", await stranger.ProblemCodeAsync());

        var console = gateway.Browser();
        await console.SignInAsync();
        var portal = gateway.Browser("northwind.localhost");
        portal.Cookies["__Host-studioops"] = console.SessionId!;

        Assert.Equal(HttpStatusCode.Unauthorized, (await portal.CallAsync("/bff/user")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await portal.CallAsync("/api/v1/tenants")).StatusCode);
    }

    [Fact]
    public async Task Signing_in_again_changes_the_session_and_ends_the_one_before()
    {
        var browser = gateway.Browser();
        await browser.SignInAsync();
        var before = browser.SessionId!;

        await browser.SignInAsync();

        Assert.NotEqual(before, browser.SessionId);
        var old = gateway.Browser();
        old.Cookies["__Host-studioops"] = before;
        Assert.Equal(HttpStatusCode.Unauthorized, (await old.CallAsync("/bff/user")).StatusCode);
    }

    [Fact]
    public async Task Redis_holds_nothing_one_could_sign_in_with_and_only_our_prefix()
    {
        var browser = gateway.Browser();
        await browser.SignInAsync();
        using var redis = await ConnectionMultiplexer.ConnectAsync(gateway.Servers.RedisConnectionString);
        var keys = redis.GetServer(redis.GetEndPoints().Single()).Keys().Select(key => key.ToString()).ToList();

        Assert.All(keys, key => Assert.StartsWith("gw:", key, StringComparison.Ordinal));
        Assert.DoesNotContain(keys, key => key.Contains(browser.SessionId!, StringComparison.Ordinal));
        foreach (var key in keys.Where(key => key.StartsWith("gw:session:", StringComparison.Ordinal)))
        {
            Assert.DoesNotContain("eyJ", await redis.GetDatabase().StringGetAsync(key), StringComparison.Ordinal);
        }

        var ring = await redis.GetDatabase().ListRangeAsync("gw:keys:ring");
        Assert.NotEmpty(ring);
        Assert.All(ring, element => Assert.Contains("<sealed", element, StringComparison.Ordinal));
        Assert.All(ring, element => Assert.DoesNotContain("masterKey", element, StringComparison.Ordinal));
    }
}
