using System.Net;
using StudioOps.Testing;

namespace StudioOps.Identity.Tests.Users;

[Collection(People.Name)]
public sealed class TenantRoleTests(IdentityFixture identity)
{
    [Fact]
    public async Task A_role_a_tenant_made_gives_what_it_says_and_a_change_of_it_is_felt_at_once()
    {
        var tenant = await TenantAsync("own-roles");
        using var owner = identity.Member(tenant);
        Assert.Equal(HttpStatusCode.OK, (await SetAsync(owner, "own-roles", "front-desk", "users.read", "profile.read")).StatusCode);
        var somebody = await Somebody.NewAsync(identity, tenant, "front-desk");
        var signIn = new SignIn(identity) { ClientId = "portal", RedirectUri = "http://own-roles.localhost:8080/bff/callback", Password = People.Password };
        var tokens = await signIn.TokensAsync(somebody.Email);
        using var before = identity.ClientBearing(tokens.GetProperty("access_token").GetString()!);
        Assert.Equal(HttpStatusCode.OK, (await before.GetAsync("/api/v1/users")).StatusCode);

        Assert.Equal(HttpStatusCode.OK, (await SetAsync(owner, "own-roles", "front-desk", "roles.read", "profile.read")).StatusCode);

        await Sessions.SessionAdministrationTests.RefusedAsync(before, "token.superseded");
        using var after = identity.ClientBearing((await (await signIn.RefreshAsync(tokens.GetProperty("refresh_token").GetString()!)).JsonAsync()).GetProperty("access_token").GetString()!);
        Assert.Equal(HttpStatusCode.Forbidden, (await after.GetAsync("/api/v1/users")).StatusCode);
        var matrix = await (await after.GetAsync("/api/v1/roles")).JsonAsync();
        var own = matrix.GetProperty("items").EnumerateArray().Single(r => r.GetProperty("kind").GetString() == "own");
        Assert.Equal(["profile.read", "roles.read"], own.GetProperty("permissions").EnumerateArray().Select(p => p.GetString()));
    }

    [Fact]
    public async Task Nobody_puts_into_a_role_what_they_do_not_hold_or_a_tenant_may_not()
    {
        var tenant = await TenantAsync("careful-roles");
        using var owner = identity.Member(tenant);
        using var desk = identity.Member(tenant, "roles.write", "roles.read", "users.read");
        using var stranger = identity.Member(IdentityFixture.Fabrikam);

        Assert.Equal("role.beyond-yours", await (await SetAsync(desk, "careful-roles", "desk", "users.write")).ProblemCodeAsync());
        Assert.Equal("role.permission-not-for-tenants", await (await SetAsync(owner, "careful-roles", "desk", "tenants.delete")).ProblemCodeAsync());
        Assert.Equal("role.permission-not-for-tenants", await (await SetAsync(owner, "careful-roles", "desk", "standing.read")).ProblemCodeAsync());
        Assert.Equal("role.name-invalid", await (await SetAsync(owner, "careful-roles", "Teacher", "users.read")).ProblemCodeAsync());
        Assert.Equal("role.name-invalid", await (await SetAsync(owner, "careful-roles", "student", "users.read")).ProblemCodeAsync());
        Assert.Equal("tenant.not-found", await (await SetAsync(stranger, "careful-roles", "desk", "users.read")).ProblemCodeAsync());
        Assert.Equal(0, await identity.ScalarAsync<long>($"select count(*) from tenant_roles where tenant_id = '{tenant}'"));
    }

    [Fact]
    public async Task A_role_somebody_holds_is_not_removed_and_is_known_to_its_own_tenant_alone()
    {
        var tenant = await TenantAsync("held-roles");
        using var client = identity.Operator();
        await SetAsync(client, "held-roles", "coach", "users.read");
        var somebody = await Somebody.NewAsync(identity, tenant, "coach");
        await somebody.JoinAsync(identity, IdentityFixture.Northwind, "student");

        Assert.Equal("role.in-use", await (await client.DeleteAsync("/api/v1/roles/held-roles/coach")).ProblemCodeAsync());
        Assert.Equal("role.unknown", await (await client.PutAsJsonAsync($"/api/v1/users/{somebody.Id}/memberships/northwind", new { roles = new[] { "coach" } })).ProblemCodeAsync());
        Assert.Equal(HttpStatusCode.OK, (await client.PutAsJsonAsync($"/api/v1/users/{somebody.Id}/memberships/held-roles", new { roles = new[] { "student" } })).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync("/api/v1/roles/held-roles/coach")).StatusCode);
        Assert.Equal(0, (await (await client.GetAsync("/api/v1/roles/held-roles")).JsonAsync()).GetProperty("items").GetArrayLength());
    }

    private async Task<Guid> TenantAsync(string slug)
    {
        var id = Guid.CreateVersion7();
        await identity.KnowTenantAsync(id, slug, slug, "pro");
        return id;
    }

    private static Task<HttpResponseMessage> SetAsync(HttpClient client, string tenant, string role, params string[] permissions) =>
        client.PutAsJsonAsync($"/api/v1/roles/{tenant}/{role}", new { description = "At the desk", permissions });
}
