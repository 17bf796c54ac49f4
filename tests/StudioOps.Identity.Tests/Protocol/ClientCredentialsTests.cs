using System.Net;
using System.Net.Http.Headers;
using System.Text;
using StudioOps.Testing;

namespace StudioOps.Identity.Tests.Protocol;

public sealed class ClientCredentialsTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    [Fact]
    public async Task Automation_gets_a_platform_token()
    {
        var (id, secret) = (identity.Credentials().Automation.ClientId, identity.Credentials().Automation.ClientSecret);
        var answer = await identity.TokenAsync(("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret));
        var json = await answer.JsonAsync();
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.Equal("Bearer", json.GetProperty("token_type").GetString());
        Assert.False(json.TryGetProperty("refresh_token", out _));

        var token = await identity.ReadAsync(json.GetProperty("access_token").GetString()!, "operator");
        Assert.Equal("Automation", token.Name);
        Assert.Null(token.TenantId);
        Assert.Contains("tenants.create", (IReadOnlySet<string>)token.Permissions);
        Assert.DoesNotContain("organisations.manage", (IReadOnlySet<string>)token.Permissions);
    }

    [Fact]
    public async Task One_of_our_services_gets_an_internal_token_with_what_it_needs()
    {
        var json = await (await identity.TokenAsync(
            ("grant_type", "client_credentials"), ("client_id", "gateway"), ("client_secret", IdentityFixture.GatewaySecret))).JsonAsync();
        var token = await identity.ReadAsync(json.GetProperty("access_token").GetString()!, "internal");
        Assert.Equal("service:gateway", token.Subject);
        Assert.Equal(["hosts.read", "standing.read"], token.Permissions.Order());
    }

    [Fact]
    public async Task Basic_authentication_decodes_both_halves()
    {
        using var client = identity.Client();
        client.DefaultRequestHeaders.Authorization = Basic("gateway", "gateway%2Dsecret-of-these-tests-0123456789abc");
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync("/connect/token", Form(("grant_type", "client_credentials")))).StatusCode);
    }

    [Theory]
    [InlineData("gateway", "wrong")]
    [InlineData("nobody", "wrong")]
    [InlineData("operator", "wrong")]
    public async Task Unknown_and_wrong_are_the_same_answer(string id, string secret)
    {
        var answer = await identity.TokenAsync(("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret));
        var json = await answer.JsonAsync(HttpStatusCode.Unauthorized);
        Assert.Equal("invalid_client", json.GetProperty("error").GetString());
        Assert.Equal("The client could not be authenticated.", json.GetProperty("error_description").GetString());
        Assert.Equal("Basic", Assert.Single(answer.Headers.WwwAuthenticate).Scheme);
    }

    [Theory]
    [InlineData("Basic !!!")]
    [InlineData("Basic Z2F0ZXdheQ==")]
    [InlineData("Bearer abc")]
    [InlineData("Basic")]
    public async Task A_header_that_names_no_client_authenticates_none(string header)
    {
        using var client = identity.Client();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", header);
        var answer = await client.PostAsync("/connect/token", Form(("grant_type", "client_credentials")));
        Assert.Equal("invalid_client", (await answer.JsonAsync(HttpStatusCode.Unauthorized)).GetProperty("error").GetString());
    }

    [Fact]
    public async Task Two_ways_of_authentication_at_once_are_refused()
    {
        using var client = identity.Client();
        client.DefaultRequestHeaders.Authorization = Basic("gateway", IdentityFixture.GatewaySecret);
        var form = Form(("grant_type", "client_credentials"), ("client_id", "gateway"), ("client_secret", IdentityFixture.GatewaySecret));
        Assert.Equal("invalid_request", await ErrorAsync(client.PostAsync("/connect/token", form)));
        Assert.Equal("invalid_request", await ErrorAsync(client.PostAsync("/connect/token", Form(("grant_type", "client_credentials"), ("client_id", "admin")))));
    }

    [Fact]
    public async Task What_is_no_single_valued_form_is_refused()
    {
        using var client = identity.Client();
        (string, string)[] good = [("grant_type", "client_credentials"), ("client_id", "gateway"), ("client_secret", IdentityFixture.GatewaySecret)];
        Assert.Equal("invalid_request", await ErrorAsync(client.PostAsync("/connect/token", Form([.. good, ("scope", "standing.read"), ("scope", "hosts.read")]))));
        Assert.Equal("invalid_request", await ErrorAsync(client.PostAsync("/connect/token", Form([.. good, ("Grant_Type", "password")]))));
        Assert.Equal("invalid_request", await ErrorAsync(client.PostAsync("/connect/token?scope=hosts.read", Form(good))));
        Assert.Equal("invalid_request", await ErrorAsync(client.PostAsync("/connect/token", Form(good[1..]))));
        using var json = new StringContent("""{"grant_type":"client_credentials"}""", Encoding.UTF8, "application/json");
        Assert.Equal("invalid_request", await ErrorAsync(client.PostAsync("/connect/token", json)));
    }

    [Theory]
    [InlineData("password", "unsupported_grant_type")]
    [InlineData("implicit", "unsupported_grant_type")]
    [InlineData("authorization_code", "unauthorized_client")]
    public async Task Other_grants_are_not_for_service_accounts(string grant, string error) =>
        Assert.Equal(error, await ErrorAsync(identity.TokenAsync(("grant_type", grant), ("client_id", "gateway"), ("client_secret", IdentityFixture.GatewaySecret))));

    [Fact]
    public async Task An_interactive_client_does_not_act_for_itself() =>
        Assert.Equal("unauthorized_client", await ErrorAsync(identity.TokenAsync(
            ("grant_type", "client_credentials"), ("client_id", "operator"), ("client_secret", IdentityFixture.GatewaySecret))));

    [Fact]
    public async Task Scope_narrows_and_never_widens()
    {
        (string, string)[] form = [("grant_type", "client_credentials"), ("client_id", "gateway"), ("client_secret", IdentityFixture.GatewaySecret)];
        var json = await (await identity.TokenAsync([.. form, ("scope", "hosts.read")])).JsonAsync();
        Assert.Equal("hosts.read", json.GetProperty("scope").GetString());
        Assert.Equal(["hosts.read"], (await identity.ReadAsync(json.GetProperty("access_token").GetString()!, "internal")).Permissions);
        Assert.Equal("invalid_scope", await ErrorAsync(identity.TokenAsync([.. form, ("scope", "hosts.read tenants.delete")])));
    }

    private static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) => new(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));

    private static AuthenticationHeaderValue Basic(string id, string secret) => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{id}:{secret}")));

    private static async Task<string?> ErrorAsync(Task<HttpResponseMessage> answer) =>
        (await (await answer).JsonAsync(HttpStatusCode.BadRequest)).GetProperty("error").GetString();
}
