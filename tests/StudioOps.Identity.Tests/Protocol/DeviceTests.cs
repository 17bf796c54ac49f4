using System.Net;
using System.Text.Json;
using StudioOps.Identity.Tests.Clients;
using StudioOps.Testing;

namespace StudioOps.Identity.Tests.Protocol;

/// <summary>RFC 8628: something without a keyboard gets tokens because somebody typed its code.</summary>
public sealed class DeviceTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    private readonly Application _tv = new(identity, "device-" + Guid.NewGuid().ToString("n")[..8]);

    [Fact]
    public async Task Somebody_types_the_code_and_the_device_gets_tokens_once()
    {
        var started = await StartAsync();
        Assert.Equal("authorization_pending", await PollAsync(started));
        Assert.Equal("slow_down", await PollAsync(started));

        var typed = started.GetProperty("user_code").GetString()!;
        using var browser = await new SignIn(identity).AsAsync("ada@studioops.example", request: "/account/device?user_code=" + typed.ToLowerInvariant());
        Assert.Contains(typed, browser.Html, StringComparison.Ordinal);
        Assert.Contains("An application", browser.Html, StringComparison.Ordinal);
        await browser.SubmitAsync(("decision", "allow"));
        Assert.Contains("Your device is connected", browser.Html, StringComparison.Ordinal);

        identity.Clock.Advance(TimeSpan.FromSeconds(11));
        var tokens = await (await AskAsync(started)).JsonAsync();
        var access = await identity.ReadAsync(tokens.GetProperty("access_token").GetString()!, "operator");
        Assert.Equal(("0198f000-0000-7000-8000-000000000111", _tv.Id), (access.Subject, access.ClientId));
        Assert.Equal("invalid_grant", await PollAsync(started));
    }

    [Fact]
    public async Task Somebody_says_no_or_nothing()
    {
        var refused = await StartAsync();
        using var browser = await new SignIn(identity).AsAsync("max@studioops.example", request: "/account/device?user_code=" + refused.GetProperty("user_code").GetString());
        await browser.SubmitAsync(("decision", "deny"));
        Assert.Equal("access_denied", await PollAsync(refused));

        var forgotten = await (await _tv.PostAsync("/connect/device_authorization", [("scope", "openid")])).JsonAsync();
        await identity.PassAsync(TimeSpan.FromMinutes(10));
        Assert.Equal("expired_token", await PollAsync(forgotten));
        await browser.GetAsync("/account/device?user_code=" + forgotten.GetProperty("user_code").GetString());
        Assert.Contains("has run out", browser.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Guessing_codes_is_slowed_down_and_a_device_code_is_its_clients_alone()
    {
        var started = await StartAsync();
        var other = new Application(identity, "device-other");
        (await other.RegisterAsync(Device)).EnsureSuccessStatusCode();
        Assert.Equal("invalid_grant", (await (await other.PostAsync("/connect/token", Form(started))).JsonAsync(HttpStatusCode.BadRequest)).GetProperty("error").GetString());

        using var browser = await new SignIn(identity).AsAsync("sue@studioops.example");
        for (var guess = 0; guess < 10; guess++)
        {
            await browser.GetAsync("/account/device?user_code=BCDF-GHJ" + "BCDFGHJKLM"[guess]);
        }

        await browser.GetAsync("/account/device?user_code=" + started.GetProperty("user_code").GetString());
        Assert.Contains("Too many wrong codes", browser.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_tries_one_password_on_many_people_is_slowed_down_and_nobody_else_is()
    {
        var away = identity.Client();
        away.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.77");
        using var sprayer = new Browser(away);
        await sprayer.GetAsync("/account/login");
        for (var person = 0; person < 30; person++)
        {
            await sprayer.SubmitAsync(("email", $"person-{person}@fabrikam.example"), ("password", "Spring of 2026"));
            Assert.Equal(HttpStatusCode.OK, sprayer.Status);
        }

        await sprayer.SubmitAsync(("email", "dana@fabrikam.example"), ("password", identity.Person("dana@fabrikam.example").Password));
        Assert.Equal(HttpStatusCode.TooManyRequests, sprayer.Status);
        using var browser = await SignIn.Portal(identity, "fabrikam").AsAsync("dana@fabrikam.example");
        Assert.NotEmpty(SignIn.Portal(identity, "fabrikam").CodeOf(browser));
    }

    private async Task<JsonElement> StartAsync()
    {
        (await _tv.RegisterAsync(Device)).EnsureSuccessStatusCode();
        var started = await (await _tv.PostAsync("/connect/device_authorization", [("scope", "openid profile")])).JsonAsync();
        Assert.Equal(IdentityFixture.Origin + "/account/device", started.GetProperty("verification_uri").GetString());
        return started;
    }

    private static Dictionary<string, object?> Device(Dictionary<string, object?> settings)
    {
        settings["grants"] = new[] { "urn:ietf:params:oauth:grant-type:device_code", "refresh_token" };
        settings["authMethods"] = new[] { "none" };
        settings["redirectUris"] = Array.Empty<string>();
        return settings;
    }

    private Task<HttpResponseMessage> AskAsync(JsonElement started) => _tv.PostAsync("/connect/token", Form(started));

    private static (string, string)[] Form(JsonElement started) =>
        [("grant_type", "urn:ietf:params:oauth:grant-type:device_code"), ("device_code", started.GetProperty("device_code").GetString()!)];

    private async Task<string?> PollAsync(JsonElement started) => (await (await AskAsync(started)).JsonAsync(HttpStatusCode.BadRequest)).GetProperty("error").GetString();
}
