using System.Net;
using System.Text.Json;
using StudioOps.Testing;

namespace StudioOps.Identity.Tests.Sessions;

[Collection(People.Name)]
public sealed class SessionAdministrationTests(IdentityFixture identity)
{
    [Fact]
    public async Task People_see_their_own_sign_ins_and_end_one_or_all_of_them()
    {
        var somebody = await Somebody.NewAsync(identity, IdentityFixture.Northwind, "TENANT_STAFF");
        using var here = await somebody.SignInAsync(identity);
        using var elsewhere = await somebody.SignInAsync(identity);
        using var third = await somebody.SignInAsync(identity);

        var mine = await ItemsAsync(here, "/api/v1/sessions");
        Assert.Equal(3, mine.Count);
        Assert.Single(mine, s => s.GetProperty("current").GetBoolean());
        var others = await ItemsAsync(elsewhere, "/api/v1/sessions");
        var one = others.Single(s => s.GetProperty("current").GetBoolean()).GetProperty("id").GetString();

        Assert.Equal(HttpStatusCode.NoContent, (await here.DeleteAsync($"/api/v1/sessions/{one}")).StatusCode);
        await RefusedAsync(elsewhere, "session.ended");
        Assert.Equal("session.not-found", await (await here.DeleteAsync($"/api/v1/sessions/{one}")).ProblemCodeAsync());
        Assert.Equal(HttpStatusCode.NoContent, (await here.DeleteAsync("/api/v1/sessions?others=true")).StatusCode);
        await RefusedAsync(third, "session.ended");
        Assert.Single(await ItemsAsync(here, "/api/v1/sessions"));
        Assert.Equal(HttpStatusCode.NoContent, (await here.DeleteAsync("/api/v1/sessions")).StatusCode);
        await RefusedAsync(here, "session.ended");
    }

    [Fact]
    public async Task Nobody_ends_a_sign_in_of_somebody_else_as_their_own()
    {
        var (victim, attacker) = (await Somebody.NewAsync(identity, IdentityFixture.Northwind, "TENANT_STAFF"), await Somebody.NewAsync(identity, IdentityFixture.Northwind, "TENANT_STAFF"));
        using var theirs = await victim.SignInAsync(identity);
        using var mine = await attacker.SignInAsync(identity);
        var id = (await ItemsAsync(theirs, "/api/v1/sessions")).Single().GetProperty("id").GetString();

        Assert.Equal("session.not-found", await (await mine.DeleteAsync($"/api/v1/sessions/{id}")).ProblemCodeAsync());
        Assert.Equal("permission.missing", await (await mine.DeleteAsync($"/api/v1/users/{victim.Id}/sessions")).ProblemCodeAsync());
        Assert.Single(await ItemsAsync(theirs, "/api/v1/sessions"));
    }

    [Fact]
    public async Task Administrators_see_and_end_the_sign_ins_of_their_people_and_that_is_on_record()
    {
        var somebody = await Somebody.NewAsync(identity, IdentityFixture.Northwind, "TENANT_STAFF");
        using var first = await somebody.SignInAsync(identity);
        using var second = await somebody.SignInAsync(identity);
        using var administrator = identity.Member(IdentityFixture.Northwind);
        using var stranger = identity.Member(IdentityFixture.Fabrikam);
        var address = $"/api/v1/users/{somebody.Id}/sessions";

        Assert.Equal("user.not-found", await (await stranger.GetAsync(address)).ProblemCodeAsync());
        Assert.Equal("user.not-found", await (await stranger.DeleteAsync(address)).ProblemCodeAsync());
        var all = await ItemsAsync(administrator, address);
        Assert.Equal(2, all.Count);
        Assert.All(all, s => Assert.Equal("pwd", s.GetProperty("methods")[0].GetString()));
        Assert.Equal(HttpStatusCode.NoContent, (await administrator.DeleteAsync($"{address}/{all[0].GetProperty("id").GetString()}")).StatusCode);
        Assert.Single(await ItemsAsync(administrator, address));
        Assert.Equal(HttpStatusCode.NoContent, (await administrator.DeleteAsync(address)).StatusCode);
        await RefusedAsync(first, "session.ended");
        await RefusedAsync(second, "session.ended");
        var recorded = (await identity.AnnouncedAsync<StudioOps.Contracts.AuditRecorded>()).Where(a => a.ObjectId == somebody.Id.ToString() && a.Action == "session.ended").ToList();
        Assert.Equal(2, recorded.Count);
        Assert.All(recorded, a => Assert.Equal(IdentityFixture.Northwind, a.TenantId));
    }

    [Fact]
    public async Task A_dangerous_call_asks_for_a_sign_in_of_the_last_ten_minutes()
    {
        var somebody = await Somebody.NewAsync(identity, IdentityFixture.Northwind, "TENANT_STAFF");
        var address = $"/api/v1/users/{somebody.Id}/disable";
        using var stale = identity.Bearing(Operator(identity.Clock.GetUtcNow().AddMinutes(-11)));
        using var unknown = identity.Bearing(Operator(null));
        using var fresh = identity.Bearing(Operator(identity.Clock.GetUtcNow().AddMinutes(-9)));

        var refused = await stale.PostAsJsonAsync(address, new { reason = "Left the studio" });
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal("step-up.required", await refused.ProblemCodeAsync());
        Assert.Contains("max_age=\"600\"", refused.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.Equal("step-up.required", await (await unknown.PostAsJsonAsync(address, new { reason = "Left the studio" })).ProblemCodeAsync());
        Assert.Equal(HttpStatusCode.NoContent, (await fresh.PostAsJsonAsync(address, new { reason = "Left the studio" })).StatusCode);
    }

    [Fact]
    public async Task Tokens_say_when_the_person_proved_who_they_are()
    {
        var somebody = await Somebody.NewAsync(identity, IdentityFixture.Northwind, "TENANT_STAFF");
        using var client = await somebody.SignInAsync(identity);
        var token = await identity.ReadAsync(client.DefaultRequestHeaders.Authorization!.Parameter!, "portal");
        Assert.Equal(identity.Clock.GetUtcNow(), token.AuthenticatedAt);
    }

    private string Operator(DateTimeOffset? provenAt) => identity.Identity.Token(token => token with
    {
        Subject = "operator-2", SessionId = "a-session", AuthenticatedAt = provenAt, Permissions = TestIdentity.AllPermissions,
    });

    private static async Task<IReadOnlyList<JsonElement>> ItemsAsync(HttpClient client, string address) =>
        [.. (await (await client.GetAsync(address)).JsonAsync()).GetProperty("items").EnumerateArray()];

    internal static async Task RefusedAsync(HttpClient client, string code)
    {
        await Eventually.TrueAsync(async () => (await client.GetAsync("/api/v1/me")).StatusCode == HttpStatusCode.Unauthorized, "the token is refused");
        Assert.Equal(code, await (await client.GetAsync("/api/v1/me")).ProblemCodeAsync());
    }
}
