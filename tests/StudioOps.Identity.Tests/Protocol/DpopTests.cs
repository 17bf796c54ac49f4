using System.Net;
using System.Net.Http.Headers;
using StudioOps.Identity.Tests.Clients;
using StudioOps.Testing;

namespace StudioOps.Identity.Tests.Protocol;

/// <summary>RFC 9449: tokens that are worth nothing without their key.</summary>
public sealed class DpopTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    private readonly Application _app = new(identity, "bound-" + Guid.NewGuid().ToString("n")[..8]);

    [Fact]
    public async Task A_bound_token_serves_with_a_fresh_proof_of_its_key_and_in_no_other_way()
    {
        await RegisterAsync(demands: true);
        Assert.Equal("invalid_dpop_proof", await ErrorAsync(await AskAsync(null)));
        var nonce = await NonceAsync();
        var proof = _app.Proof("POST", "/connect/token", nonce);
        var answer = await (await AskAsync(proof)).JsonAsync();
        Assert.Equal("DPoP", answer.GetProperty("token_type").GetString());
        Assert.Equal("invalid_dpop_proof", await ErrorAsync(await AskAsync(proof)));

        var token = answer.GetProperty("access_token").GetString()!;
        Assert.Equal(HttpStatusCode.OK, await MeAsync(token, "DPoP", _app.Proof("GET", "/api/v1/roles", accessToken: token)));
        Assert.Equal(HttpStatusCode.Unauthorized, await MeAsync(token, "Bearer", null));
        Assert.Equal(HttpStatusCode.Unauthorized, await MeAsync(token, "Bearer", _app.Proof("GET", "/api/v1/roles", accessToken: token)));
        Assert.Equal(HttpStatusCode.Unauthorized, await MeAsync(token, "DPoP", null));
        var once = _app.Proof("GET", "/api/v1/roles", accessToken: token);
        Assert.Equal(HttpStatusCode.OK, await MeAsync(token, "DPoP", once));
        Assert.Equal(HttpStatusCode.Unauthorized, await MeAsync(token, "DPoP", once));
        Assert.Equal(HttpStatusCode.Unauthorized, await MeAsync(token, "DPoP", _app.Proof("GET", "/api/v1/users", accessToken: token)));
        Assert.Equal(HttpStatusCode.Unauthorized, await MeAsync(token, "DPoP", _app.Proof("POST", "/api/v1/roles", accessToken: token)));
        Assert.Equal(HttpStatusCode.Unauthorized, await MeAsync(token, "DPoP", _app.Proof("GET", "/api/v1/roles", accessToken: "another")));
        Assert.Equal(HttpStatusCode.Unauthorized, await MeAsync(token, "DPoP", new Application(identity, "thief").Proof("GET", "/api/v1/roles", accessToken: token)));
        var old = identity.Clock.GetUtcNow().AddSeconds(-61).ToUnixTimeSeconds();
        Assert.Equal(HttpStatusCode.Unauthorized, await MeAsync(token, "DPoP", _app.Proof("GET", "/api/v1/roles", accessToken: token, change: c => { c["iat"] = old; return c; })));

        var told = await (await _app.PostAsync("/connect/introspect", [("token", token)])).JsonAsync();
        Assert.Equal(("DPoP", 43), (told.GetProperty("token_type").GetString(), told.GetProperty("cnf").GetProperty("jkt").GetString()!.Length));
    }

    [Fact]
    public async Task A_proof_carries_our_nonce_and_names_our_endpoint()
    {
        await RegisterAsync(demands: false);
        var nonce = await NonceAsync();
        var now = identity.Clock.GetUtcNow().ToUnixTimeSeconds();
        foreach (var (claim, value) in new (string, object)[] { ("htm", "GET"), ("htu", "https://other.example/connect/token"), ("iat", now - 120), ("iat", now + 60), ("jti", "") })
        {
            Assert.Equal("invalid_dpop_proof", await ErrorAsync(await AskAsync(_app.Proof("POST", "/connect/token", nonce, change: c => { c[claim] = value; return c; }))));
        }

        Assert.Equal("use_dpop_nonce", await ErrorAsync(await AskAsync(_app.Proof("POST", "/connect/token", "made-up"))));
        Assert.Equal("Bearer", (await (await AskAsync(null)).JsonAsync()).GetProperty("token_type").GetString());
        await identity.PassAsync(TimeSpan.FromMinutes(5));
        Assert.Equal("use_dpop_nonce", await ErrorAsync(await AskAsync(_app.Proof("POST", "/connect/token", nonce))));
    }

    [Fact]
    public async Task A_public_clients_refresh_token_is_bound_to_its_key_and_a_code_to_the_key_it_named()
    {
        (await _app.RegisterAsync(settings => { settings["authMethods"] = new[] { "none" }; settings["redirectUris"] = new[] { "http://127.0.0.1/callback" }; return settings; })).EnsureSuccessStatusCode();
        var signIn = new SignIn(identity) { ClientId = _app.Id, RedirectUri = "http://127.0.0.1:49152/callback" };
        using var browser = await signIn.AsAsync("ada@studioops.example");
        var nonce = await NonceAsync(("grant_type", "refresh_token"));
        (string, string)[] form = [("grant_type", "authorization_code"), ("code", signIn.CodeOf(browser)), ("redirect_uri", signIn.RedirectUri), ("code_verifier", signIn.Verifier)];
        var tokens = await (await AskAsync(_app.Proof("POST", "/connect/token", nonce), form)).JsonAsync();
        var refresh = tokens.GetProperty("refresh_token").GetString()!;

        (string, string)[] again = [("grant_type", "refresh_token"), ("refresh_token", refresh)];
        Assert.Equal("invalid_grant", await ErrorAsync(await AskAsync(null, again)));
        Assert.Equal("invalid_grant", await ErrorAsync(await AskAsync(new Application(identity, "thief").Proof("POST", "/connect/token", nonce), again)));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(_app.Proof("POST", "/connect/token", nonce), again)).StatusCode);

        await browser.GetAsync(signIn.Request(("dpop_jkt", new string('A', 43))));
        (string, string)[] other = [("grant_type", "authorization_code"), ("code", signIn.CodeOf(browser)), ("redirect_uri", signIn.RedirectUri), ("code_verifier", signIn.Verifier)];
        Assert.Equal("invalid_grant", await ErrorAsync(await AskAsync(_app.Proof("POST", "/connect/token", nonce), other)));
    }

    private async Task RegisterAsync(bool demands) => (await _app.RegisterAsync(settings =>
    {
        settings["grants"] = new[] { "client_credentials" };
        settings["authMethods"] = new[] { "client_secret_post" };
        settings["permissions"] = new[] { "roles.read" };
        settings["demandsDpop"] = demands;
        return settings;
    })).EnsureSuccessStatusCode();

    private async Task<string> NonceAsync(params (string, string)[] form)
    {
        var answer = await AskAsync(_app.Proof("POST", "/connect/token"), form.Length > 0 ? form : null);
        Assert.Equal("use_dpop_nonce", await ErrorAsync(answer));
        return Assert.Single(answer.Headers.GetValues("DPoP-Nonce"));
    }

    private Task<HttpResponseMessage> AskAsync(string? proof, (string, string)[]? form = null) =>
        _app.PostAsync("/connect/token", form ?? [("grant_type", "client_credentials")], proof);

    private async Task<HttpStatusCode> MeAsync(string token, string scheme, string? proof)
    {
        using var client = identity.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/roles") { Headers = { Authorization = new AuthenticationHeaderValue(scheme, token) } };
        if (proof is not null)
        {
            request.Headers.Add("DPoP", proof);
        }

        return (await client.SendAsync(request)).StatusCode;
    }

    private static async Task<string?> ErrorAsync(HttpResponseMessage answer) =>
        (await answer.JsonAsync(HttpStatusCode.BadRequest)).GetProperty("error").GetString();
}
