using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using StudioOps.Identity.Users;
using StudioOps.Testing;

namespace StudioOps.Identity.Tests;

/// <summary>What a client does: ask, come back with a code, redeem it.</summary>
public sealed class SignIn(IdentityFixture identity)
{
    public string ClientId { get; init; } = "operator";

    public string RedirectUri { get; init; } = IdentityFixture.Origin + "/bff/callback";

    public string Scope { get; init; } = "openid profile email offline_access";

    /// <summary>Of somebody the seed does not know.</summary>
    public string? Password { get; init; }

    public string Verifier { get; } = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public string Challenge => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    public static SignIn Portal(IdentityFixture identity, string slug) =>
        new(identity) { ClientId = "portal", RedirectUri = $"http://{slug}.localhost:8080/bff/callback" };

    /// <summary>The authorization request, with parameters replaced or, where null, left out.</summary>
    public string Request(params (string Name, string? Value)[] changes)
    {
        var parameters = new Dictionary<string, string?>
        {
            ["client_id"] = ClientId, ["redirect_uri"] = RedirectUri, ["response_type"] = "code", ["scope"] = Scope, ["state"] = "state-1",
            ["nonce"] = "nonce-1", ["code_challenge"] = Challenge, ["code_challenge_method"] = "S256",
        };
        foreach (var (name, value) in changes)
        {
            parameters[name] = value;
        }

        return QueryHelpers.AddQueryString("/connect/authorize", parameters.Where(p => p.Value is not null));
    }

    /// <summary>Types e-mail, password and, if asked, the code of the authenticator, which the clock has moved on for.</summary>
    public async Task<Browser> AsAsync(string email, Browser? browser = null, string? request = null)
    {
        browser ??= identity.Browser();
        await browser.GetAsync(request ?? Request());
        await browser.FollowAsync();
        if (browser.Status == HttpStatusCode.OK && browser.Html.Contains("id=\"password\"", StringComparison.Ordinal))
        {
            await browser.SubmitAsync(("email", email), ("password", Password ?? identity.Person(email).Password));
            await browser.FollowAsync();
        }

        if (browser.Status == HttpStatusCode.OK && browser.Html.Contains("id=\"code\"", StringComparison.Ordinal))
        {
            identity.Clock.Advance(TimeSpan.FromSeconds(30));
            await browser.SubmitAsync(("code", Totp.Code(identity.Person(email).TotpSecret!, Totp.Step(identity.Clock.GetUtcNow()))));
            await browser.FollowAsync();
        }

        return browser;
    }

    /// <summary>The code the browser was sent to the client with.</summary>
    public string CodeOf(Browser browser)
    {
        Assert.Equal(HttpStatusCode.SeeOther, browser.Status);
        Assert.StartsWith(RedirectUri + "?", browser.Location, StringComparison.Ordinal);
        var query = QueryHelpers.ParseQuery(new Uri(browser.Location!).Query);
        Assert.Equal(IdentityFixture.Origin, query["iss"]);
        Assert.Equal("state-1", query["state"]);
        return query["code"].ToString() is { Length: > 0 } code ? code : throw new InvalidOperationException(browser.Location);
    }

    public Task<HttpResponseMessage> RedeemAsync(string code, params (string Name, string Value)[] changes) => identity.TokenAsync(
        [.. new[]
        {
            ("grant_type", "authorization_code"), ("client_id", ClientId), ("client_secret", IdentityFixture.GatewaySecret),
            ("code", code), ("redirect_uri", RedirectUri), ("code_verifier", Verifier),
        }.Where(f => changes.All(c => c.Name != f.Item1)), .. changes]);

    public Task<HttpResponseMessage> RefreshAsync(string refreshToken, params (string Name, string Value)[] more) => identity.TokenAsync(
        [("grant_type", "refresh_token"), ("client_id", ClientId), ("client_secret", IdentityFixture.GatewaySecret), ("refresh_token", refreshToken), .. more]);

    /// <summary>From nothing to tokens.</summary>
    public async Task<JsonElement> TokensAsync(string email)
    {
        using var browser = await AsAsync(email);
        return await (await RedeemAsync(CodeOf(browser))).JsonAsync();
    }
}
