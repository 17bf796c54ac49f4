using System.Net;
using StudioOps.Testing;

namespace StudioOps.Identity.Tests.Protocol;

public sealed class RefreshTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    private SignIn Portal => SignIn.Portal(identity, "northwind");

    [Fact]
    public async Task Each_refresh_gives_a_new_pair_and_spends_the_old_token()
    {
        var signIn = Portal;
        var first = await RefreshTokenAsync(signIn);
        var second = await (await signIn.RefreshAsync(first)).JsonAsync();
        var access = await identity.ReadAsync(second.GetProperty("access_token").GetString()!, "portal");
        Assert.Equal(IdentityFixture.Northwind, access.TenantId);
        var third = await (await signIn.RefreshAsync(second.GetProperty("refresh_token").GetString()!)).JsonAsync();
        Assert.NotEqual(second.GetProperty("refresh_token").GetString(), third.GetProperty("refresh_token").GetString());
    }

    [Fact]
    public async Task Showing_a_spent_token_revokes_the_whole_family()
    {
        var signIn = Portal;
        var first = await RefreshTokenAsync(signIn);
        var second = (await (await signIn.RefreshAsync(first)).JsonAsync()).GetProperty("refresh_token").GetString()!;

        identity.Clock.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal("invalid_grant", await ErrorAsync(signIn.RefreshAsync(first)));
        Assert.Equal("invalid_grant", await ErrorAsync(signIn.RefreshAsync(second)));
    }

    [Fact]
    public async Task A_lost_answer_is_forgiven_once_and_only_while_nobody_has_used_what_it_held()
    {
        var signIn = Portal;
        var first = await RefreshTokenAsync(signIn);
        var lost = (await (await signIn.RefreshAsync(first)).JsonAsync()).GetProperty("refresh_token").GetString()!;
        var again = (await (await signIn.RefreshAsync(first)).JsonAsync()).GetProperty("refresh_token").GetString()!;
        Assert.Equal("invalid_grant", await ErrorAsync(signIn.RefreshAsync(lost)));

        var used = (await (await signIn.RefreshAsync(again)).JsonAsync()).GetProperty("refresh_token").GetString()!;
        var latest = (await (await signIn.RefreshAsync(used)).JsonAsync()).GetProperty("refresh_token").GetString()!;
        Assert.Equal("invalid_grant", await ErrorAsync(signIn.RefreshAsync(again)));
        Assert.Equal("invalid_grant", await ErrorAsync(signIn.RefreshAsync(latest)));
    }

    [Fact]
    public async Task Of_many_at_once_at_most_two_are_answered_and_then_nobody()
    {
        var signIn = Portal;
        var token = await RefreshTokenAsync(signIn);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => signIn.RefreshAsync(token)));

        var answered = answers.Where(a => a.StatusCode == HttpStatusCode.OK).ToList();
        Assert.InRange(answered.Count, 1, 2);
        foreach (var answer in answered)
        {
            var next = (await answer.JsonAsync()).GetProperty("refresh_token").GetString()!;
            Assert.Equal("invalid_grant", await ErrorAsync(signIn.RefreshAsync(next)));
        }
    }

    [Fact]
    public async Task A_token_of_one_client_is_nothing_to_another()
    {
        var token = await RefreshTokenAsync(Portal);
        Assert.Equal("invalid_grant", await ErrorAsync(new SignIn(identity).RefreshAsync(token)));
        Assert.Equal(HttpStatusCode.OK, (await Portal.RefreshAsync(token)).StatusCode);
    }

    [Fact]
    public async Task A_refresh_cannot_widen_what_was_granted_and_trying_costs_nothing()
    {
        var signIn = new SignIn(identity) { ClientId = "portal", RedirectUri = "http://northwind.localhost:8080/bff/callback", Scope = "openid" };
        var token = await RefreshTokenAsync(signIn);
        Assert.Equal("invalid_scope", await ErrorAsync(signIn.RefreshAsync(token, ("scope", "openid email"))));
        Assert.Equal(HttpStatusCode.OK, (await signIn.RefreshAsync(token)).StatusCode);
    }

    [Fact]
    public async Task An_idle_token_dies_after_eight_hours()
    {
        var signIn = Portal;
        var token = await RefreshTokenAsync(signIn);
        identity.Clock.Advance(TimeSpan.FromHours(8));
        Assert.Equal("invalid_grant", await ErrorAsync(signIn.RefreshAsync(token)));
    }

    [Fact]
    public async Task No_refresh_outlives_the_sign_in()
    {
        var signIn = Portal;
        var token = await RefreshTokenAsync(signIn);
        for (var hour = 0; hour < 11; hour++)
        {
            identity.Clock.Advance(TimeSpan.FromHours(1));
            token = (await (await signIn.RefreshAsync(token)).JsonAsync()).GetProperty("refresh_token").GetString()!;
        }

        identity.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal("invalid_grant", await ErrorAsync(signIn.RefreshAsync(token)));
    }

    [Fact]
    public async Task A_service_account_cannot_refresh() =>
        Assert.Equal("unauthorized_client", await ErrorAsync(identity.TokenAsync(
            ("grant_type", "refresh_token"), ("client_id", "gateway"), ("client_secret", IdentityFixture.GatewaySecret), ("refresh_token", "any"))));

    private static async Task<string> RefreshTokenAsync(SignIn signIn) =>
        (await signIn.TokensAsync("olivia@northwind.example")).GetProperty("refresh_token").GetString()!;

    private static async Task<string?> ErrorAsync(Task<HttpResponseMessage> answer) =>
        (await (await answer).JsonAsync(HttpStatusCode.BadRequest)).GetProperty("error").GetString();
}
