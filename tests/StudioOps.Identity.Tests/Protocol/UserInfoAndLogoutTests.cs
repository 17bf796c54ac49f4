using System.Net;
using Microsoft.AspNetCore.WebUtilities;
using StudioOps.Testing;

namespace StudioOps.Identity.Tests.Protocol;

public sealed class UserInfoAndLogoutTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    private SignIn Portal => SignIn.Portal(identity, "northwind");

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task Userinfo_tells_what_the_scopes_allow(string method)
    {
        var tokens = await Portal.TokensAsync("olivia@northwind.example");
        using var client = identity.ClientBearing(tokens.GetProperty("access_token").GetString()!);
        using var request = new HttpRequestMessage(new HttpMethod(method), "/connect/userinfo");
        var claims = await (await client.SendAsync(request)).JsonAsync();
        Assert.Equal("0198f000-0000-7000-8000-000000000121", claims.GetProperty("sub").GetString());
        Assert.Equal("Olivia Hart", claims.GetProperty("name").GetString());
        Assert.Equal("olivia@northwind.example", claims.GetProperty("email").GetString());
        Assert.True(claims.GetProperty("email_verified").GetBoolean());
    }

    [Fact]
    public async Task Userinfo_needs_a_token_with_openid()
    {
        using var anonymous = identity.Client();
        var nobody = await anonymous.GetAsync("/connect/userinfo");
        Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
        Assert.Equal("Bearer", Assert.Single(nobody.Headers.WwwAuthenticate).Scheme);

        var json = await (await identity.TokenAsync(
            ("grant_type", "client_credentials"), ("client_id", "gateway"), ("client_secret", IdentityFixture.GatewaySecret))).JsonAsync();
        using var service = identity.ClientBearing(json.GetProperty("access_token").GetString()!);
        var answer = await service.GetAsync("/connect/userinfo");
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("insufficient_scope", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("id_token_hint")]
    [InlineData("logout_hint")]
    public async Task A_client_that_names_the_session_ends_it_everywhere(string hint)
    {
        var signIn = Portal;
        using var browser = await signIn.AsAsync("olivia@northwind.example");
        var tokens = await (await signIn.RedeemAsync(signIn.CodeOf(browser))).JsonAsync();
        var access = tokens.GetProperty("access_token").GetString()!;
        var sid = (await identity.ReadAsync(access, "portal")).SessionId!;

        await browser.GetAsync(QueryHelpers.AddQueryString("/connect/end_session", new Dictionary<string, string?>
        {
            ["client_id"] = "portal",
            [hint] = hint == "logout_hint" ? sid : tokens.GetProperty("id_token").GetString(),
            ["post_logout_redirect_uri"] = "http://northwind.localhost:8080/",
            ["state"] = "bye",
        }));

        Assert.Equal("http://northwind.localhost:8080/?state=bye", browser.Location);
        Assert.DoesNotContain("__Host-identity-session", browser.Cookies.Keys);
        Assert.Equal(HttpStatusCode.BadRequest, (await signIn.RefreshAsync(tokens.GetProperty("refresh_token").GetString()!)).StatusCode);
        using var client = identity.ClientBearing(access);
        await Eventually.TrueAsync(async () => (await client.GetAsync("/api/v1/me")).StatusCode == HttpStatusCode.Unauthorized, "the access token is refused");
        Assert.Equal("session.ended", await (await client.GetAsync("/api/v1/me")).ProblemCodeAsync());
    }

    [Fact]
    public async Task A_link_without_a_hint_asks_first()
    {
        using var browser = await Portal.AsAsync("olivia@northwind.example");
        await browser.GetAsync("/connect/end_session?logout_hint=0198f000-0000-7000-8000-00000000ffff");
        Assert.Equal("/account/logout", browser.Location);
        await browser.FollowAsync();
        Assert.Contains("Olivia Hart", browser.Html, StringComparison.Ordinal);
        await browser.SubmitAsync();
        Assert.Equal("/account/logged-out", browser.Location);
        await browser.GetAsync(Portal.Request(("prompt", "none")));
        Assert.Contains("error=login_required", browser.Location, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("http://northwind.localhost:8080")]
    [InlineData("http://localhost:8080/")]
    public async Task Nobody_is_sent_to_a_foreign_address_after_signing_out(string address)
    {
        using var browser = identity.Browser();
        await browser.GetAsync($"/connect/end_session?client_id=portal&post_logout_redirect_uri={Uri.EscapeDataString(address)}");
        Assert.Equal("/account/error?reason=redirect-unknown", browser.Location);
    }

    [Fact]
    public async Task A_forged_hint_is_no_hint()
    {
        using var browser = await Portal.AsAsync("olivia@northwind.example");
        await browser.GetAsync("/connect/end_session?id_token_hint=eyJhbGciOiJub25lIn0.e30.");
        Assert.Equal("/account/error?reason=request-malformed", browser.Location);
        Assert.Contains("__Host-identity-session", browser.Cookies.Keys);
    }
}
