using System.Net;
using StudioOps.Testing;
using StudioOps.Tokens;

namespace StudioOps.Identity.Tests.Protocol;

public sealed class AuthorizationCodeTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    [Fact]
    public async Task An_operator_signs_in_with_password_and_code_and_gets_tokens()
    {
        var tokens = await new SignIn(identity).TokensAsync("ada@studioops.example");

        var access = await identity.ReadAsync(tokens.GetProperty("access_token").GetString()!, "operator");
        Assert.Equal("0198f000-0000-7000-8000-000000000111", access.Subject);
        Assert.Equal("Ada Okafor", access.Name);
        Assert.Equal(["SUPERUSER"], access.PlatformRoles);
        Assert.Contains("tenants.delete", (IReadOnlySet<string>)access.Permissions);
        Assert.DoesNotContain("standing.read", (IReadOnlySet<string>)access.Permissions);
        Assert.Equal(["pwd", "otp", "mfa"], access.Amr);
        Assert.Equal("mfa", access.Acr);
        Assert.Null(access.TenantId);
        Assert.NotNull(access.SessionId);
        Assert.Equal(300, tokens.GetProperty("expires_in").GetInt32());

        var id = IdTokenValidator.Validate(
            tokens.GetProperty("id_token").GetString()!, await identity.PublishedAsync(), IdentityFixture.Origin, "operator", "nonce-1", identity.Clock.GetUtcNow());
        Assert.Null(id.Refusal);
        Assert.Equal(access.SessionId, id.Claims!.Value.GetProperty("sid").GetString());
        Assert.Equal("ada@studioops.example", id.Claims.Value.GetProperty("email").GetString());
    }

    [Fact]
    public async Task A_member_gets_a_token_for_the_tenant_of_the_portal_and_no_other()
    {
        var tokens = await SignIn.Portal(identity, "northwind").TokensAsync("olivia@northwind.example");

        var access = await identity.ReadAsync(tokens.GetProperty("access_token").GetString()!, "portal");
        Assert.Equal(IdentityFixture.Northwind, access.TenantId);
        Assert.Equal(["TENANT_OWNER"], access.TenantRoles);
        Assert.Equal("pro", access.RateLimitClass);
        Assert.Empty(access.PlatformRoles);
        Assert.DoesNotContain("tenants.suspend", (IReadOnlySet<string>)access.Permissions);
        Assert.Equal("pwd", access.Acr);
    }

    [Fact]
    public async Task A_code_serves_once_and_showing_it_again_takes_back_what_it_gave()
    {
        var signIn = new SignIn(identity);
        using var browser = await signIn.AsAsync("max@studioops.example");
        var code = signIn.CodeOf(browser);
        var tokens = await (await signIn.RedeemAsync(code)).JsonAsync();

        identity.Clock.Advance(TimeSpan.FromSeconds(1));
        var again = await (await signIn.RedeemAsync(code)).JsonAsync(HttpStatusCode.BadRequest);
        Assert.Equal("invalid_grant", again.GetProperty("error").GetString());

        var refresh = await signIn.RefreshAsync(tokens.GetProperty("refresh_token").GetString()!);
        Assert.Equal("invalid_grant", (await refresh.JsonAsync(HttpStatusCode.BadRequest)).GetProperty("error").GetString());
        using var client = identity.ClientBearing(tokens.GetProperty("access_token").GetString()!);
        await Eventually.TrueAsync(async () => (await client.GetAsync("/api/v1/me")).StatusCode == HttpStatusCode.Unauthorized, "the access token is refused");
    }

    [Fact]
    public async Task A_code_lives_sixty_seconds()
    {
        var signIn = new SignIn(identity);
        using var browser = await signIn.AsAsync("max@studioops.example");
        var code = signIn.CodeOf(browser);
        identity.Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal("invalid_grant", await ErrorAsync(signIn.RedeemAsync(code)));
    }

    [Theory]
    [InlineData("code_verifier", "wrong-wrong-wrong-wrong-wrong-wrong-wrong-wrong")]
    [InlineData("code_verifier", "short")]
    [InlineData("redirect_uri", "http://operator.localhost:8080/bff/callback")]
    [InlineData("code", "made-up")]
    public async Task A_code_is_for_one_verifier_and_one_address(string name, string value)
    {
        var signIn = new SignIn(identity);
        using var browser = await signIn.AsAsync("max@studioops.example");
        Assert.Equal("invalid_grant", await ErrorAsync(signIn.RedeemAsync(signIn.CodeOf(browser), (name, value))));
    }

    [Fact]
    public async Task A_code_of_one_client_is_nothing_to_another_and_stays_good_for_the_first()
    {
        var signIn = new SignIn(identity);
        using var browser = await signIn.AsAsync("max@studioops.example");
        var code = signIn.CodeOf(browser);
        Assert.Equal("invalid_grant", await ErrorAsync(signIn.RedeemAsync(code, ("client_id", "portal"))));
        Assert.Equal(HttpStatusCode.OK, (await signIn.RedeemAsync(code)).StatusCode);
    }

    [Theory]
    [InlineData("code")]
    [InlineData("redirect_uri")]
    [InlineData("code_verifier")]
    public async Task Every_parameter_of_the_exchange_is_required(string name) =>
        Assert.Equal("invalid_request", await ErrorAsync(new SignIn(identity).RedeemAsync("any", (name, ""))));

    [Fact]
    public async Task A_wrong_client_secret_is_said_before_the_code_is_looked_at()
    {
        var answer = await new SignIn(identity).RedeemAsync("any", ("client_secret", "wrong"));
        Assert.Equal("invalid_client", (await answer.JsonAsync(HttpStatusCode.Unauthorized)).GetProperty("error").GetString());
    }

    private static async Task<string?> ErrorAsync(Task<HttpResponseMessage> answer) =>
        (await (await answer).JsonAsync(HttpStatusCode.BadRequest)).GetProperty("error").GetString();
}
