using System.Net;
using System.Text.Json;
using StudioOps.Contracts;
using StudioOps.Testing;

namespace StudioOps.Identity.Tests.Clients;

public sealed class ClientTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    private static readonly (string, string) ForItself = ("grant_type", "client_credentials");

    [Fact]
    public async Task A_client_is_put_on_record_with_a_secret_that_is_shown_once_and_kept_as_a_hash()
    {
        var app = new Application(identity, "reporting");
        var answer = await app.RegisterAsync(Machine);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.StartsWith("soc_", app.Secret, StringComparison.Ordinal);

        using var ada = identity.Operator();
        Assert.DoesNotContain("ecret\":\"", await ada.GetStringAsync("/api/v1/clients/reporting"), StringComparison.Ordinal);
        Assert.Equal(32L, await identity.ScalarAsync<long>("select length(secret_hash)::bigint from clients where id = 'reporting'"));
        var record = Assert.Single(await identity.AnnouncedAsync<AuditRecorded>(), r => r is { Action: "client.created", ObjectId: "reporting" });
        Assert.DoesNotContain(record.Changes, change => change.After?.Contains("soc_", StringComparison.Ordinal) == true);

        var token = await identity.ReadAsync((await (await app.TokenAsync(null, ForItself)).JsonAsync()).GetProperty("access_token").GetString()!, "operator");
        Assert.Equal(("reporting", "reporting"), (token.Subject, token.ClientId));
        Assert.Equal(["tenants.read"], token.Permissions);
    }

    [Fact]
    public async Task The_old_secret_goes_on_for_the_overlap_and_not_a_second_longer()
    {
        var app = new Application(identity, "rotating");
        await app.RegisterAsync(Machine);
        using var ada = identity.Operator();
        var rotated = await (await ada.PostAsJsonAsync("/api/v1/clients/rotating/secret", new { overlapHours = 2 })).JsonAsync();
        var fresh = rotated.GetProperty("clientSecret").GetString()!;

        Assert.Equal(HttpStatusCode.OK, (await app.TokenAsync(fresh, ForItself)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await app.TokenAsync(null, ForItself)).StatusCode);
        await identity.PassAsync(TimeSpan.FromHours(2));
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.TokenAsync(null, ForItself)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await app.TokenAsync(fresh, ForItself)).StatusCode);
    }

    [Fact]
    public async Task A_client_that_is_switched_off_is_nobody_and_its_tokens_are_refused_until_new_ones_are_asked_for()
    {
        var app = new Application(identity, "switched");
        await app.RegisterAsync(Machine);
        var token = (await (await app.TokenAsync(null, ForItself)).JsonAsync()).GetProperty("access_token").GetString()!;
        using var caller = identity.ClientBearing(token);
        Assert.NotEqual(HttpStatusCode.Unauthorized, (await caller.GetAsync("/api/v1/me")).StatusCode);

        await identity.PassAsync(TimeSpan.FromSeconds(1));
        using var ada = identity.Operator();
        Assert.Equal(HttpStatusCode.OK, (await ada.PostAsJsonAsync("/api/v1/clients/switched/disable", new { reason = "its laptop was lost" })).StatusCode);
        Assert.Equal("client.already-disabled", await (await ada.PostAsJsonAsync("/api/v1/clients/switched/disable", new { reason = "once more" })).ProblemCodeAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.TokenAsync(null, ForItself)).StatusCode);
        await Eventually.TrueAsync(async () => (await caller.GetAsync("/api/v1/me")).StatusCode == HttpStatusCode.Unauthorized, "its token is refused");

        await identity.PassAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, (await ada.PostAsJsonAsync("/api/v1/clients/switched/enable", new { reason = "found again" })).StatusCode);
        await identity.PassAsync(TimeSpan.FromSeconds(1));
        using var again = identity.ClientBearing((await (await app.TokenAsync(null, ForItself)).JsonAsync()).GetProperty("access_token").GetString()!);
        await Eventually.TrueAsync(async () => (await again.GetAsync("/api/v1/me")).StatusCode != HttpStatusCode.Unauthorized, "a new token is taken");
        Assert.Equal(HttpStatusCode.Unauthorized, (await caller.GetAsync("/api/v1/me")).StatusCode);
    }

    [Theory]
    [InlineData("redirectUris", "https://*.app.example/callback", "client.redirect-uri")]
    [InlineData("redirectUris", "http://app.example/callback", "client.redirect-uri")]
    [InlineData("redirectUris", "https://app.example/callback#part", "client.redirect-uri")]
    [InlineData("redirectUris", "https://operator@app.example/callback", "client.redirect-uri")]
    [InlineData("redirectUris", "javascript:alert(1)", "client.redirect-uri")]
    [InlineData("grants", "password", "client.grant-unknown")]
    [InlineData("grants", "implicit", "client.grant-unknown")]
    [InlineData("authMethods", "client_secret_jwt", "client.auth-method-unknown")]
    [InlineData("authMethods", "private_key_jwt", "client.keys")]
    [InlineData("scopes", "everything", "client.scope-unknown")]
    [InlineData("permissions", "tenants.read", "client.permissions-unused")]
    public async Task What_would_be_unsafe_is_not_put_on_record(string setting, string value, string code)
    {
        var answer = await new Application(identity, "unsafe").RegisterAsync(settings => { settings[setting] = new[] { value }; return settings; });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal(code, await answer.ProblemCodeAsync());
        Assert.Equal(0L, await identity.ScalarAsync<long>("select count(*) from clients where id = 'unsafe'"));
    }

    [Fact]
    public async Task Keys_that_are_private_nameless_or_no_keys_are_not_put_on_record()
    {
        var app = new Application(identity, "keyless");
        var nameless = JsonSerializer.SerializeToNode(app.Jwk)!.AsObject();
        nameless.Remove("kid");
        foreach (var keys in new object[] { new[] { app.Jwk, 7 }, new[] { nameless }, Array.Empty<object>(), "seven", new[] { new { kty = "EC", crv = "P-256", x = "AA", y = "AA", d = "AA", kid = "k" } } })
        {
            var answer = await app.RegisterAsync(settings => { settings["authMethods"] = new[] { "private_key_jwt" }; settings["keys"] = new { keys }; return settings; });
            Assert.Equal("client.keys", await answer.ProblemCodeAsync());
        }
    }

    [Fact]
    public async Task Nobody_grants_a_client_more_than_they_hold_and_the_products_own_are_left_alone()
    {
        using var clerk = identity.Operator("clients.read", "clients.write");
        var app = new Application(identity, "ambitious");
        var beyond = await clerk.PostAsJsonAsync("/api/v1/clients", new { clientId = app.Id, surface = "operator", settings = app.Settings(Machine) });
        Assert.Equal("client.permission-not-held", await beyond.ProblemCodeAsync());
        Assert.Equal("client.built-in", await (await clerk.PostAsJsonAsync("/api/v1/clients/operator/disable", new { reason = "locks everybody out" })).ProblemCodeAsync());
        Assert.Equal("client.exists", await (await clerk.PostAsJsonAsync("/api/v1/clients", new { clientId = "gateway", surface = "operator", settings = app.Settings() })).ProblemCodeAsync());

        using var member = identity.Member(IdentityFixture.Northwind);
        Assert.Equal(HttpStatusCode.NotFound, (await member.GetAsync("/api/v1/clients/operator")).StatusCode);
        Assert.Equal(0, (await (await member.GetAsync("/api/v1/clients")).JsonAsync()).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task An_edit_needs_the_revision_that_was_read_and_what_is_taken_away_ends_the_tokens_that_say_so()
    {
        var app = new Application(identity, "edited");
        await app.RegisterAsync(Machine);
        using var caller = identity.ClientBearing((await (await app.TokenAsync(null, ForItself)).JsonAsync()).GetProperty("access_token").GetString()!);
        await identity.PassAsync(TimeSpan.FromSeconds(1));
        using var ada = identity.Operator();
        var change = new { settings = app.Settings(settings => { settings["authMethods"] = new[] { "client_secret_post" }; return settings; }) };
        Assert.Equal((HttpStatusCode)428, (await ada.PutAsJsonAsync("/api/v1/clients/edited", change)).StatusCode);
        ada.DefaultRequestHeaders.TryAddWithoutValidation("If-Match", "\"7\"");
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await ada.PutAsJsonAsync("/api/v1/clients/edited", change)).StatusCode);
        ada.DefaultRequestHeaders.Remove("If-Match");
        ada.DefaultRequestHeaders.TryAddWithoutValidation("If-Match", "\"1\"");
        Assert.Equal(HttpStatusCode.OK, (await ada.PutAsJsonAsync("/api/v1/clients/edited", change)).StatusCode);
        Assert.Equal("unauthorized_client", (await (await app.TokenAsync(null, ForItself)).JsonAsync(HttpStatusCode.BadRequest)).GetProperty("error").GetString());
        await Eventually.TrueAsync(async () => (await caller.GetAsync("/api/v1/me")).StatusCode == HttpStatusCode.Unauthorized, "the token that says more is refused");
    }

    [Fact]
    public async Task Who_guesses_a_secret_is_slowed_down_and_nobody_else_is()
    {
        var app = new Application(identity, "guessed");
        await app.RegisterAsync(Machine);
        HttpStatusCode last = default;
        for (var guess = 0; guess <= 20; guess++)
        {
            last = (await app.TokenAsync($"guess-{guess}", ForItself)).StatusCode;
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, last);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await app.TokenAsync(null, ForItself)).StatusCode);
        using var elsewhere = identity.Client();
        elsewhere.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.9");
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = app.Id, ["client_secret"] = app.Secret! });
        Assert.Equal(HttpStatusCode.OK, (await elsewhere.PostAsync("/connect/token", form)).StatusCode);
        await identity.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.OK, (await app.TokenAsync(null, ForItself)).StatusCode);
    }

    private static Dictionary<string, object?> Machine(Dictionary<string, object?> settings)
    {
        settings["grants"] = new[] { "client_credentials" };
        settings["authMethods"] = new[] { "client_secret_basic", "client_secret_post" };
        settings["permissions"] = new[] { "tenants.read" };
        return settings;
    }
}
