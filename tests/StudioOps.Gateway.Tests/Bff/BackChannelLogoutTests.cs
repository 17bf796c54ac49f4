using System.Net;
using StudioOps.Gateway.Tests.Installation;
using StudioOps.Testing;

namespace StudioOps.Gateway.Tests.Bff;

public sealed class BackChannelLogoutTests(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    [Fact]
    public async Task A_sign_in_that_ended_at_identity_ends_every_session_made_from_it()
    {
        var (browser, other) = (gateway.Browser(), gateway.Browser("operator.localhost"));
        await browser.SignInAsync();
        await other.SignInAsync();
        Assert.Equal(HttpStatusCode.OK, (await browser.CallAsync("/bff/user")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await other.CallAsync("/bff/user")).StatusCode);

        var response = await SendAsync(gateway.Issuer.LogoutToken());

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.CallAsync("/bff/user")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await other.CallAsync("/bff/user")).StatusCode);
    }

    [Fact]
    public async Task Whatever_is_wrong_with_the_token_it_ends_nothing()
    {
        var browser = gateway.Browser();
        await browser.SignInAsync();
        var now = gateway.Clock.GetUtcNow();
        string[] bad =
        [
            "", "eyJ", gateway.Issuer.LogoutToken(type: "JWT"), gateway.Issuer.LogoutToken(type: "at+jwt"), gateway.Issuer.LogoutToken() + "x",
            With("iss", "https://other.example"), With("aud", "internal"), With("iat", null), With("iat", now.AddHours(1).ToUnixTimeSeconds()), With("exp", null),
            With("exp", now.AddSeconds(-1).ToUnixTimeSeconds()), With("jti", null), With("sid", null), With("sid", 7), With("events", null), With("events", new Dictionary<string, object>()),
            With("events", "http://schemas.openid.net/event/backchannel-logout"), With("nonce", "n"),
        ];

        foreach (var token in bad)
        {
            var response = await SendAsync(token);
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            Assert.Equal("logout-token.invalid", await response.ProblemCodeAsync());
        }

        Assert.Equal(HttpStatusCode.OK, (await browser.CallAsync("/bff/user")).StatusCode);
    }

    [Fact]
    public async Task A_logout_token_serves_once()
    {
        var token = With("sid", "somebody-else");
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(token)).StatusCode);

        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(token)).StatusCode);
    }

    [Fact]
    public async Task It_is_a_form_and_never_a_link()
    {
        Assert.Equal(HttpStatusCode.BadRequest, (await gateway.Caller().PostAsJsonAsync("/bff/backchannel", new { logout_token = gateway.Issuer.LogoutToken() })).StatusCode);
        Assert.NotEqual(HttpStatusCode.OK, (await gateway.Caller().GetAsync("/bff/backchannel?logout_token=" + gateway.Issuer.LogoutToken())).StatusCode);
    }

    private string With(string claim, object? value) => gateway.Issuer.LogoutToken(changes: (claim, value));

    private Task<HttpResponseMessage> SendAsync(string token) =>
        gateway.Caller().PostAsync("/bff/backchannel", new FormUrlEncodedContent([KeyValuePair.Create("logout_token", token)]));
}
