using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using StudioOps.Identity.Data;
using StudioOps.Identity.Sessions;
using StudioOps.Testing;
using StudioOps.Tokens;

namespace StudioOps.Identity.Tests.Sessions;

public sealed class BackChannelLogoutTests(ListenedFixture identity) : IClassFixture<ListenedFixture>, IAsyncLifetime
{
    private const string Olivia = "olivia@northwind.example";

    public async Task InitializeAsync()
    {
        identity.Listener.Status = 200;
        await identity.NobodyWaitsAsync();
        identity.Listener.Tokens.Clear();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Signing_out_tells_the_client_with_a_token_it_can_check()
    {
        var session = await SignedInAsync();

        await EndAsync(session.Id);

        await identity.NobodyWaitsAsync();
        var compact = Assert.Single(identity.Listener.Tokens);
        var result = LogoutTokenValidator.Validate(compact, await identity.PublishedAsync(), IdentityFixture.Origin, new HashSet<string> { "portal" }, identity.Clock.GetUtcNow());
        Assert.True(result.Accepted, result.Refusal);
        Assert.Equal(session.Id.ToString("D"), result.SessionId);
        var (header, claims) = (Part(compact, 0), Part(compact, 1));
        Assert.Equal(("ES256", "logout+jwt"), (header.GetProperty("alg").GetString(), header.GetProperty("typ").GetString()));
        Assert.Equal(session.UserId.ToString("D"), claims.GetProperty("sub").GetString());
        Assert.Equal("portal", claims.GetProperty("aud").GetString());
        Assert.Equal("{}", claims.GetProperty("events").GetProperty("http://schemas.openid.net/event/backchannel-logout").GetRawText());
        Assert.Equal(120, claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64());
        Assert.False(claims.TryGetProperty("nonce", out _));
    }

    [Fact]
    public async Task A_client_that_does_not_answer_well_is_told_again_with_a_new_token_until_it_does()
    {
        identity.Listener.Status = 503;
        await EndAsync((await SignedInAsync()).Id);
        await Eventually.TrueAsync(() => Task.FromResult(identity.Listener.Tokens.Count == 1), "it was told once");
        Assert.Equal(1, await identity.WaitingAsync());

        identity.Clock.Advance(TimeSpan.FromSeconds(6));
        await Eventually.TrueAsync(() => Task.FromResult(identity.Listener.Tokens.Count == 2), "it was told again");
        Assert.Equal(1, await identity.WaitingAsync());
        identity.Listener.Status = 204;
        identity.Clock.Advance(TimeSpan.FromSeconds(11));

        await identity.NobodyWaitsAsync();
        Assert.Equal(3, identity.Listener.Tokens.Select(token => Part(token, 1).GetProperty("jti").GetString()).Distinct().Count());
        Assert.Single(identity.Listener.Tokens.Select(token => Part(token, 1).GetProperty("sid").GetString()).Distinct());
    }

    [Fact]
    public async Task The_notice_stands_or_falls_with_the_end_itself()
    {
        var session = await SignedInAsync();
        await using (var scope = identity.Factory.Services.CreateAsyncScope())
        {
            // Ended and never saved: as if the service had died in between.
            var db = scope.ServiceProvider.GetRequiredService<IdentityContext>();
            await scope.ServiceProvider.GetRequiredService<SignInSessions>().EndAllAsync(session.UserId, CancellationToken.None);
            Assert.NotEmpty(db.ChangeTracker.Entries<LogoutNotice>());
        }

        Assert.Equal(0, await identity.WaitingAsync());
        Assert.Equal(1, await identity.ScalarAsync<long>($"select count(*) from sign_in_sessions where id = '{session.Id}' and ended_at is null"));
        Assert.Empty(identity.Listener.Tokens);
    }

    [Fact]
    public async Task Ending_all_of_a_person_tells_of_each_sign_in_and_a_sign_in_no_client_came_from_tells_nobody()
    {
        var (first, second) = (await SignedInAsync(), await SignedInAsync());
        using var bare = await SignIn.Portal(identity, "northwind").AsAsync(Olivia);

        await using (var scope = identity.Factory.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<SignInSessions>().EndAllAsync(first.UserId, CancellationToken.None);
            await scope.ServiceProvider.GetRequiredService<IdentityContext>().SaveChangesAsync();
        }

        await identity.NobodyWaitsAsync();
        var told = identity.Listener.Tokens.Select(token => Part(token, 1).GetProperty("sid").GetString()).ToHashSet();
        Assert.Superset(new HashSet<string?> { first.Id.ToString("D"), second.Id.ToString("D") }, told);
        var silent = $"id not in ('{string.Join("', '", told)}') and user_id = '{first.UserId}' and ended_at is not null";
        Assert.True(await identity.ScalarAsync<long>($"select count(*) from sign_in_sessions s where {silent} and not exists (select from refresh_tokens t where t.session_id = s.id)") > 0);
        Assert.Equal(0, await identity.ScalarAsync<long>($"select count(*) from sign_in_sessions where user_id = '{first.UserId}' and ended_at is null"));
    }

    [Fact]
    public async Task Discovery_says_that_sign_outs_are_told()
    {
        var json = await (await identity.Client().GetAsync("/.well-known/openid-configuration")).JsonAsync();

        Assert.True(json.GetProperty("backchannel_logout_supported").GetBoolean());
        Assert.True(json.GetProperty("backchannel_logout_session_supported").GetBoolean());
    }

    private async Task<(Guid Id, Guid UserId)> SignedInAsync()
    {
        var token = await identity.ReadAsync((await SignIn.Portal(identity, "northwind").TokensAsync(Olivia)).GetProperty("access_token").GetString()!, "portal");
        return (Guid.Parse(token.SessionId!), Guid.Parse(token.Subject));
    }

    private async Task EndAsync(Guid id)
    {
        await using var scope = identity.Factory.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityContext>();
        await scope.ServiceProvider.GetRequiredService<SignInSessions>().EndAsync((await db.Sessions.FindAsync(id))!, CancellationToken.None);
        await db.SaveChangesAsync();
    }

    private static JsonElement Part(string compact, int part) =>
        JsonSerializer.Deserialize<JsonElement>(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(compact.Split('.')[part])));
}
