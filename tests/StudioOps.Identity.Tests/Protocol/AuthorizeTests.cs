using System.Net;
using Microsoft.AspNetCore.WebUtilities;

namespace StudioOps.Identity.Tests.Protocol;

public sealed class AuthorizeTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    [Theory]
    [InlineData("client_id", null)]
    [InlineData("client_id", "nobody")]
    [InlineData("client_id", "gateway")]
    [InlineData("redirect_uri", null)]
    [InlineData("redirect_uri", "https://evil.example/bff/callback")]
    [InlineData("redirect_uri", "http://localhost:8080/bff/callback/")]
    [InlineData("redirect_uri", "http://localhost:8080/bff/callback?x=1")]
    [InlineData("redirect_uri", "http://localhost:8080/bff/callback#x")]
    [InlineData("redirect_uri", "http://localhost:8080/bff/../bff/callback")]
    [InlineData("redirect_uri", "http://LOCALHOST:8080/bff/callback")]
    [InlineData("redirect_uri", "http://localhost:8081/bff/callback")]
    [InlineData("redirect_uri", "https://localhost:8080/bff/callback")]
    [InlineData("redirect_uri", "http://localhost:8080@evil.example/bff/callback")]
    [InlineData("redirect_uri", "http://northwind.localhost:8080/bff/callback")]
    [InlineData("redirect_uri", "http://partner.localhost:8080/bff/callback")]
    [InlineData("redirect_uri", "http://operator.localhost:8080.evil.example/bff/callback")]
    public async Task Nobody_is_sent_to_an_address_that_is_not_the_clients_own(string name, string? value)
    {
        using var browser = identity.Browser();
        await browser.GetAsync(new SignIn(identity).Request((name, value)));
        Assert.StartsWith("/account/error?reason=", browser.Location, StringComparison.Ordinal);
        await browser.FollowAsync();
        Assert.Equal(HttpStatusCode.BadRequest, browser.Status);
        Assert.DoesNotContain("evil.example", browser.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://nowhere.localhost:8080/bff/callback")]
    [InlineData("http://operator.localhost:8080/bff/callback")]
    [InlineData("http://northwind.evil.localhost:8080/bff/callback")]
    [InlineData("http://Northwind.localhost:8080/bff/callback")]
    public async Task A_portal_address_is_that_of_a_tenant_we_know(string address)
    {
        using var browser = identity.Browser();
        await browser.GetAsync(SignIn.Portal(identity, "northwind").Request(("redirect_uri", address)));
        Assert.Equal("/account/error?reason=redirect-unknown", browser.Location);
    }

    [Theory]
    [InlineData("response_type", null, "invalid_request")]
    [InlineData("response_type", "token", "unsupported_response_type")]
    [InlineData("response_type", "code id_token", "unsupported_response_type")]
    [InlineData("response_mode", "fragment", "invalid_request")]
    [InlineData("code_challenge", null, "invalid_request")]
    [InlineData("code_challenge", "short", "invalid_request")]
    [InlineData("code_challenge_method", null, "invalid_request")]
    [InlineData("code_challenge_method", "plain", "invalid_request")]
    [InlineData("prompt", "none login", "invalid_request")]
    [InlineData("prompt", "none", "login_required")]
    [InlineData("max_age", "-1", "invalid_request")]
    [InlineData("request", "eyJ", "request_not_supported")]
    [InlineData("request_uri", "urn:x", "request_uri_not_supported")]
    public async Task Other_errors_go_back_to_the_client(string name, string? value, string error)
    {
        using var browser = identity.Browser();
        await browser.GetAsync(new SignIn(identity).Request((name, value)));
        Assert.Equal(HttpStatusCode.SeeOther, browser.Status);
        Assert.StartsWith(IdentityFixture.Origin + "/bff/callback?", browser.Location, StringComparison.Ordinal);
        var query = QueryHelpers.ParseQuery(new Uri(browser.Location!).Query);
        Assert.Equal(error, query["error"]);
        Assert.Equal("state-1", query["state"]);
        Assert.Equal(IdentityFixture.Origin, query["iss"]);
        Assert.False(query.ContainsKey("code"));
    }

    [Fact]
    public async Task A_parameter_may_not_come_twice()
    {
        using var browser = identity.Browser();
        await browser.GetAsync(new SignIn(identity).Request() + "&redirect_uri=https%3A%2F%2Fevil.example");
        Assert.Equal("/account/error?reason=request-malformed", browser.Location);
    }

    [Fact]
    public async Task A_post_is_as_good_as_a_get()
    {
        using var browser = identity.Browser();
        var query = QueryHelpers.ParseQuery(new SignIn(identity).Request().Split('?')[1]);
        await browser.PostAsync("/connect/authorize", [.. query.Select(q => (q.Key, q.Value.ToString()))]);
        Assert.StartsWith("/account/login?returnUrl=", browser.Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signed_in_once_the_next_client_gets_its_code_at_once()
    {
        using var browser = await SignIn.Portal(identity, "northwind").AsAsync("olivia@northwind.example");
        var again = SignIn.Portal(identity, "northwind");
        await browser.GetAsync(again.Request(("prompt", "none")));
        again.CodeOf(browser);
    }

    [Fact]
    public async Task A_member_of_one_tenant_has_no_access_to_another_or_to_the_console()
    {
        using var browser = await SignIn.Portal(identity, "northwind").AsAsync("olivia@northwind.example");
        await browser.GetAsync(SignIn.Portal(identity, "fabrikam").Request());
        await browser.FollowAsync();
        Assert.Equal(HttpStatusCode.Forbidden, browser.Status);
        Assert.Contains("Fabrikam Dance", browser.Html, StringComparison.Ordinal);

        await browser.GetAsync(SignIn.Portal(identity, "fabrikam").Request(("prompt", "none")));
        Assert.Equal("access_denied", QueryHelpers.ParseQuery(new Uri(browser.Location!).Query)["error"]);
    }

    [Fact]
    public async Task The_console_demands_a_second_factor_of_whoever_signed_in_with_a_password()
    {
        using var browser = await SignIn.Portal(identity, "northwind").AsAsync("olivia@northwind.example");
        await browser.GetAsync(new SignIn(identity).Request());
        Assert.StartsWith("/account/mfa?returnUrl=", browser.Location, StringComparison.Ordinal);
        await browser.GetAsync(new SignIn(identity).Request(("prompt", "none")));
        Assert.Equal("interaction_required", QueryHelpers.ParseQuery(new Uri(browser.Location!).Query)["error"]);
    }

    [Theory]
    [InlineData("prompt", "login")]
    [InlineData("max_age", "60")]
    public async Task Signing_in_afresh_is_demanded_once(string name, string value)
    {
        var signIn = SignIn.Portal(identity, "northwind");
        using var browser = await signIn.AsAsync("olivia@northwind.example");
        identity.Clock.Advance(TimeSpan.FromMinutes(2));
        var before = browser.Cookies["__Host-identity-session"];
        await browser.GetAsync(signIn.Request((name, value)));
        Assert.StartsWith("/account/login?returnUrl=", browser.Location, StringComparison.Ordinal);

        identity.Clock.Advance(TimeSpan.FromSeconds(1));
        await signIn.AsAsync("olivia@northwind.example", browser, signIn.Request((name, value)));
        signIn.CodeOf(browser);
        Assert.NotEqual(before, browser.Cookies["__Host-identity-session"]);
    }

    [Fact]
    public async Task Max_age_is_satisfied_by_a_sign_in_just_made()
    {
        var signIn = SignIn.Portal(identity, "northwind");
        using var browser = await signIn.AsAsync("olivia@northwind.example");
        await browser.GetAsync(signIn.Request(("max_age", "10000")));
        signIn.CodeOf(browser);
    }

    [Fact]
    public async Task What_we_do_not_know_is_ignored()
    {
        var signIn = new SignIn(identity) { ClientId = "portal", RedirectUri = "http://northwind.localhost:8080/bff/callback", Scope = "openid nonsense" };
        using var browser = await signIn.AsAsync("olivia@northwind.example", request: signIn.Request(("flavour", "vanilla")));
        var tokens = await (await signIn.RedeemAsync(signIn.CodeOf(browser))).Content.ReadAsStringAsync();
        Assert.Contains("\"scope\":\"openid\"", tokens, StringComparison.Ordinal);
    }
}
