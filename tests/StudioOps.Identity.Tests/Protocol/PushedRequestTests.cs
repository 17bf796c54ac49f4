using System.Net;
using Microsoft.AspNetCore.WebUtilities;
using StudioOps.Identity.Tests.Clients;
using StudioOps.Testing;

namespace StudioOps.Identity.Tests.Protocol;

/// <summary>RFC 9126, private_key_jwt (RFC 7523) and consent, the way somebody else's application meets them.</summary>
public sealed class PushedRequestTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    private const string Callback = "https://app.example/callback";

    [Fact]
    public async Task A_pushed_request_is_answered_once_and_nothing_the_browser_adds_counts()
    {
        var app = await RegisterAsync("pushing", settings => settings["demandsPushedRequests"] = true);
        var signIn = new SignIn(identity) { ClientId = app.Id, RedirectUri = Callback };
        using (var plain = await signIn.AsAsync("ada@studioops.example"))
        {
            Assert.Contains("error=invalid_request", plain.Location, StringComparison.Ordinal);
        }

        var pushed = await (await PushAsync(app, signIn)).JsonAsync(HttpStatusCode.Created);
        Assert.Equal(60, pushed.GetProperty("expires_in").GetInt32());
        var uri = pushed.GetProperty("request_uri").GetString()!;
        Assert.StartsWith("urn:ietf:params:oauth:request_uri:", uri, StringComparison.Ordinal);

        var request = QueryHelpers.AddQueryString("/connect/authorize", new Dictionary<string, string?>
        {
            ["client_id"] = app.Id, ["request_uri"] = uri, ["redirect_uri"] = "https://evil.example/", ["scope"] = "openid email", ["state"] = "forged",
        });
        using var browser = await signIn.AsAsync("ada@studioops.example", request: request);
        var tokens = await (await signIn.RedeemAsync(signIn.CodeOf(browser), ("client_secret", app.Secret!))).JsonAsync();
        Assert.Equal("openid", tokens.GetProperty("scope").GetString());

        await browser.GetAsync(request);
        Assert.Equal("/account/error?reason=request-expired", browser.Location);
    }

    [Fact]
    public async Task A_pushed_request_is_its_clients_alone_and_waits_a_minute()
    {
        var app = await RegisterAsync("waiting");
        var other = await RegisterAsync("curious");
        var signIn = new SignIn(identity) { ClientId = app.Id, RedirectUri = Callback };
        var uri = (await (await PushAsync(app, signIn)).JsonAsync(HttpStatusCode.Created)).GetProperty("request_uri").GetString();
        using var browser = identity.Browser();
        await browser.GetAsync($"/connect/authorize?client_id={other.Id}&request_uri={uri}");
        Assert.Equal("/account/error?reason=request-expired", browser.Location);
        await identity.PassAsync(TimeSpan.FromSeconds(61));
        await browser.GetAsync($"/connect/authorize?client_id={app.Id}&request_uri={uri}");
        Assert.Equal("/account/error?reason=request-expired", browser.Location);
    }

    [Theory]
    [InlineData("redirect_uri", "https://app.example/callback/", "invalid_request")]
    [InlineData("redirect_uri", "https://app.example/callback?x=1", "invalid_request")]
    [InlineData("redirect_uri", "https://app.example.evil.example/callback", "invalid_request")]
    [InlineData("response_type", "token", "unsupported_response_type")]
    [InlineData("code_challenge_method", "plain", "invalid_request")]
    [InlineData("code_challenge", "short", "invalid_request")]
    [InlineData("request", "eyJhbGciOiJub25lIn0.e30.", "request_not_supported")]
    [InlineData("request_uri", "urn:ietf:params:oauth:request_uri:other", "invalid_request")]
    [InlineData("prompt", "none login", "invalid_request")]
    public async Task What_could_not_be_answered_is_refused_when_it_is_pushed(string name, string value, string error)
    {
        var app = await RegisterAsync("refused");
        var answer = await PushAsync(app, new SignIn(identity) { ClientId = app.Id, RedirectUri = Callback }, (name, value));
        Assert.Equal(error, (await answer.JsonAsync(HttpStatusCode.BadRequest)).GetProperty("error").GetString());
    }

    [Fact]
    public async Task A_client_signs_for_itself_and_each_signature_serves_once()
    {
        var app = new Application(identity, "signing");
        (await app.RegisterAsync(settings => With(settings, s =>
        {
            s["grants"] = new[] { "client_credentials" };
            s["authMethods"] = new[] { "private_key_jwt" };
            s["permissions"] = new[] { "tenants.read" };
            s["keys"] = new { keys = new[] { app.Jwk } };
        }))).EnsureSuccessStatusCode();
        Assert.Null(app.Secret);

        var assertion = app.Assertion();
        Assert.Equal(HttpStatusCode.OK, (await SignedAsync(assertion)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SignedAsync(assertion)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SignedAsync(app.Assertion(type: "client-authentication+jwt"))).StatusCode);

        var later = identity.Clock.GetUtcNow().ToUnixTimeSeconds();
        foreach (var (claim, value) in new (string, object)[]
        {
            ("aud", "https://other.example"), ("aud", new[] { IdentityFixture.Origin, "https://other.example" }), ("aud", IdentityFixture.Origin + "/connect/token"),
            ("iss", "another"), ("sub", "operator"), ("exp", later - 1), ("exp", later + 3600), ("iat", later + 60), ("nbf", later + 60), ("jti", 7),
        })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await SignedAsync(app.Assertion(claims => { claims[claim] = value; return claims; }))).StatusCode);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await SignedAsync(app.Assertion(type: "at+jwt"))).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SignedAsync(new Application(identity, "signing").Assertion())).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await identity.TokenAsync(("grant_type", "client_credentials"), ("client_id", "signing"))).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.TokenAsync("any", ("grant_type", "client_credentials"))).StatusCode);
    }

    [Fact]
    public async Task Somebody_is_asked_before_an_application_gets_anything_and_no_is_an_answer()
    {
        var app = await RegisterAsync("asking", settings => settings["demandsConsent"] = true);
        var signIn = new SignIn(identity) { ClientId = app.Id, RedirectUri = Callback, Scope = "openid email" };
        using var browser = await signIn.AsAsync("max@studioops.example");
        Assert.Contains("your e-mail address", browser.Html, StringComparison.Ordinal);
        var page = browser.Html;
        await browser.SubmitAsync(("decision", "deny"));
        Assert.StartsWith(Callback + "?error=access_denied", browser.Location, StringComparison.Ordinal);
        Assert.Contains("An application", page, StringComparison.Ordinal);

        await browser.GetAsync(signIn.Request(("prompt", "none")));
        Assert.Contains("error=consent_required", browser.Location, StringComparison.Ordinal);

        await signIn.AsAsync("max@studioops.example", browser);
        await browser.SubmitAsync(("decision", "allow"));
        await browser.FollowAsync();
        Assert.NotEmpty(signIn.CodeOf(browser));

        await browser.GetAsync(signIn.Request(("prompt", "none")));
        Assert.NotEmpty(signIn.CodeOf(browser));
        await browser.GetAsync(signIn.Request(("scope", "openid email profile"), ("prompt", "none")));
        Assert.Contains("error=consent_required", browser.Location, StringComparison.Ordinal);
        identity.Clock.Advance(TimeSpan.FromSeconds(1));
        await browser.GetAsync(signIn.Request(("prompt", "consent")));
        Assert.StartsWith("/account/consent?", browser.Location, StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> PushAsync(Application app, SignIn signIn, (string, string) change = default)
    {
        var query = QueryHelpers.ParseQuery(signIn.Request(("scope", "openid"))["/connect/authorize".Length..]);
        var form = query.Where(p => p.Key is not "client_id" && p.Key != change.Item1).Select(p => (p.Key, p.Value.ToString()));
        return app.PostAsync("/connect/par", [.. form, .. change.Item1 is null ? Array.Empty<(string, string)>() : [change]]);
    }

    private Task<HttpResponseMessage> SignedAsync(string assertion) => identity.TokenAsync(
        ("grant_type", "client_credentials"), ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"), ("client_assertion", assertion));

    private async Task<Application> RegisterAsync(string id, Action<Dictionary<string, object?>>? change = null)
    {
        var app = new Application(identity, id);
        using var ada = identity.Operator();
        if ((await ada.GetAsync($"/api/v1/clients/{id}")).StatusCode == HttpStatusCode.NotFound)
        {
            (await app.RegisterAsync(settings => With(settings, change))).EnsureSuccessStatusCode();
            return app;
        }

        await identity.PassAsync(TimeSpan.Zero);
        var rotated = await (await ada.PostAsJsonAsync($"/api/v1/clients/{id}/secret", new { overlapHours = 0 })).JsonAsync();
        return new Application(identity, id) { Secret = rotated.GetProperty("clientSecret").GetString() };
    }

    private static Dictionary<string, object?> With(Dictionary<string, object?> settings, Action<Dictionary<string, object?>>? change)
    {
        settings["authMethods"] = new[] { "client_secret_post" };
        change?.Invoke(settings);
        return settings;
    }
}
