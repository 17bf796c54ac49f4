using System.Net;
using Microsoft.AspNetCore.WebUtilities;
using StudioOps.Testing;
using StudioOps.Tokens;

namespace StudioOps.Identity.Tests.Protocol;

/// <summary>The modules of OpenID's conformance suite for a basic provider, by their names; docs/identity.md says which other test stands for the rest of them.</summary>
public sealed class BasicProviderTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    private const string Nils = "nils@northwind.example";

    [Theory]
    [InlineData("oidcc-server", "state", "state-1")]
    [InlineData("oidcc-ensure-request-with-valid-pkce-succeeds", "code_challenge_method", "S256")]
    [InlineData("oidcc-ensure-request-without-nonce-succeeds-for-code-flow", "nonce", null)]
    [InlineData("oidcc-ensure-other-scope-order-succeeds", "scope", "email openid profile")]
    [InlineData("oidcc-scope-all", "scope", "openid profile email address phone offline_access")]
    [InlineData("oidcc-display-page", "display", "page")]
    [InlineData("oidcc-display-popup", "display", "popup")]
    [InlineData("oidcc-max-age-10000", "max_age", "10000")]
    [InlineData("oidcc-ensure-request-with-unknown-parameter-succeeds", "extra", "foobar")]
    [InlineData("oidcc-login-hint", "login_hint", Nils)]
    [InlineData("oidcc-ui-locales", "ui_locales", "se de")]
    [InlineData("oidcc-claims-locales", "claims_locales", "se")]
    [InlineData("oidcc-claims-essential", "claims", """{"userinfo":{"name":{"essential":true}}}""")]
    [InlineData("oidcc-ensure-request-with-acr-values-succeeds", "acr_values", "1 2")]
    public async Task A_module_that_asks_in_another_way_gets_its_tokens(string module, string name, string? value)
    {
        var signIn = SignIn.Portal(identity, "northwind");
        using var browser = await signIn.AsAsync(Nils, request: signIn.Request((name, value)));
        var tokens = await (await signIn.RedeemAsync(signIn.CodeOf(browser))).JsonAsync();
        var id = IdTokenValidator.Validate(
            tokens.GetProperty("id_token").GetString()!, await identity.PublishedAsync(), IdentityFixture.Origin, "portal", name == "nonce" ? null : "nonce-1", identity.Clock.GetUtcNow());
        Assert.True(id.Accepted, $"{module}: {id.Refusal}");
        Assert.Equal("0198f000-0000-7000-8000-000000000123", id.Claims!.Value.GetProperty("sub").GetString());
    }

    /// <summary>oidcc-id-token-hint: without a page for whom the token names, and for nobody else.</summary>
    [Fact]
    public async Task A_hint_names_who_must_be_signed_in()
    {
        var signIn = SignIn.Portal(identity, "northwind");
        using var browser = await signIn.AsAsync(Nils);
        var own = (await (await signIn.RedeemAsync(signIn.CodeOf(browser))).JsonAsync()).GetProperty("id_token").GetString();
        var other = (await SignIn.Portal(identity, "northwind").TokensAsync("marta@northwind.example")).GetProperty("id_token").GetString();

        await browser.GetAsync(signIn.Request(("prompt", "none"), ("id_token_hint", own)));
        Assert.NotEmpty(signIn.CodeOf(browser));
        await browser.GetAsync(signIn.Request(("prompt", "none"), ("id_token_hint", other)));
        Assert.Equal("login_required", QueryHelpers.ParseQuery(new Uri(browser.Location!).Query)["error"]);
        await browser.GetAsync(signIn.Request(("prompt", "none"), ("id_token_hint", "made.up.one")));
        Assert.Equal("invalid_request", QueryHelpers.ParseQuery(new Uri(browser.Location!).Query)["error"]);
    }

    /// <summary>oidcc-codereuse-30seconds: half a minute later a code is as spent as at once.</summary>
    [Fact]
    public async Task A_code_shown_again_after_half_a_minute_takes_back_what_it_gave()
    {
        var signIn = SignIn.Portal(identity, "northwind");
        using var browser = await signIn.AsAsync(Nils);
        var code = signIn.CodeOf(browser);
        var tokens = await (await signIn.RedeemAsync(code)).JsonAsync();
        await identity.PassAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(HttpStatusCode.BadRequest, (await signIn.RedeemAsync(code)).StatusCode);
        using var client = identity.ClientBearing(tokens.GetProperty("access_token").GetString()!);
        await Eventually.TrueAsync(async () => (await client.GetAsync("/connect/userinfo")).StatusCode == HttpStatusCode.Unauthorized, "the access token is refused");
    }
}
