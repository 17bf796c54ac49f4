using System.Net;
using StudioOps.Testing;

namespace StudioOps.Identity.Tests.Users;

[Collection(People.Name)]
public sealed class MembershipTests(IdentityFixture identity)
{
    private static readonly string[] Manager = [.. Identity.Roles.BuiltInRoles.All.Single(r => r.Name == "TENANT_MANAGER").Permissions];

    [Fact]
    public async Task New_roles_supersede_older_tokens_and_a_refresh_brings_the_new_rights()
    {
        var somebody = await Somebody.NewAsync(identity, IdentityFixture.Northwind, "TENANT_STAFF");
        var signIn = new SignIn(identity) { ClientId = "portal", RedirectUri = "http://northwind.localhost:8080/bff/callback", Password = People.Password };
        var tokens = await signIn.TokensAsync(somebody.Email);
        using var before = identity.ClientBearing(tokens.GetProperty("access_token").GetString()!);
        using var administrator = identity.Member(IdentityFixture.Northwind);
        Assert.Equal(HttpStatusCode.Forbidden, (await before.GetAsync("/api/v1/users")).StatusCode);

        Assert.Equal(HttpStatusCode.OK, (await SetAsync(administrator, somebody, "northwind", "TENANT_MANAGER")).StatusCode);

        await Sessions.SessionAdministrationTests.RefusedAsync(before, "token.superseded");
        var refreshed = await (await signIn.RefreshAsync(tokens.GetProperty("refresh_token").GetString()!)).JsonAsync();
        using var after = identity.ClientBearing(refreshed.GetProperty("access_token").GetString()!);
        Assert.Equal(HttpStatusCode.OK, (await after.GetAsync("/api/v1/users")).StatusCode);
    }

    [Fact]
    public async Task Nobody_gives_or_takes_what_they_do_not_hold_and_a_tenant_reaches_only_its_own_members()
    {
        var (owner, staff) = (await Somebody.NewAsync(identity, IdentityFixture.Northwind, "TENANT_OWNER"), await Somebody.NewAsync(identity, IdentityFixture.Northwind, "TENANT_STAFF"));
        var foreign = await Somebody.NewAsync(identity, IdentityFixture.Fabrikam, "TENANT_STAFF");
        using var manager = identity.Member(IdentityFixture.Northwind, Manager);

        Assert.Equal("role.beyond-yours", await (await SetAsync(manager, staff, "northwind", "TENANT_OWNER")).ProblemCodeAsync());
        Assert.Equal("role.beyond-yours", await (await SetAsync(manager, owner, "northwind", "TENANT_STAFF")).ProblemCodeAsync());
        Assert.Equal("role.beyond-yours", await (await manager.DeleteAsync($"/api/v1/users/{owner.Id}/memberships/northwind")).ProblemCodeAsync());
        Assert.Equal("tenant.not-found", await (await SetAsync(manager, foreign, "fabrikam", "TENANT_MANAGER")).ProblemCodeAsync());
        Assert.Equal("user.not-found", await (await SetAsync(manager, foreign, "northwind", "TENANT_STAFF")).ProblemCodeAsync());
        Assert.Equal("role.unknown", await (await SetAsync(manager, staff, "northwind", "SUPERUSER")).ProblemCodeAsync());
    }

    [Fact]
    public async Task An_operator_adds_somebody_to_a_second_tenant_and_removes_them_again()
    {
        var somebody = await Somebody.NewAsync(identity, IdentityFixture.Northwind, "TENANT_STAFF");
        using var client = identity.Operator();

        var added = await (await SetAsync(client, somebody, "fabrikam", "teacher")).JsonAsync();
        Assert.Equal(2, added.GetProperty("memberships").GetArrayLength());
        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync($"/api/v1/users/{somebody.Id}/memberships/fabrikam")).StatusCode);
        Assert.Equal("membership.not-found", await (await client.DeleteAsync($"/api/v1/users/{somebody.Id}/memberships/fabrikam")).ProblemCodeAsync());
        Assert.Equal(1, await identity.ScalarAsync<long>($"select count(*) from memberships where user_id = '{somebody.Id}'"));
    }

    [Fact]
    public async Task A_tenant_always_has_an_owner_and_can_be_handed_over()
    {
        var tenant = Guid.CreateVersion7();
        await identity.KnowTenantAsync(tenant, "handed-over", "Handed Over", "pro");
        var (first, second) = (await Somebody.NewAsync(identity, tenant, "TENANT_OWNER"), await Somebody.NewAsync(identity, tenant, "TENANT_STAFF"));
        using var owner = identity.Member(tenant);
        var address = $"/api/v1/users/{first.Id}/memberships/handed-over";
        var transfer = new { to = second.Id, reason = "The studio was sold" };

        Assert.Equal("membership.last-owner", await (await SetAsync(owner, first, "handed-over", "TENANT_STAFF")).ProblemCodeAsync());
        Assert.Equal("membership.last-owner", await (await owner.DeleteAsync(address)).ProblemCodeAsync());
        using var manager = identity.Member(tenant, Manager);
        Assert.Equal("role.beyond-yours", await (await manager.PostAsJsonAsync(address + "/transfer-ownership", transfer)).ProblemCodeAsync());
        Assert.Equal(HttpStatusCode.NoContent, (await owner.PostAsJsonAsync(address + "/transfer-ownership", transfer)).StatusCode);
        Assert.Equal("membership.not-owner", await (await owner.PostAsJsonAsync(address + "/transfer-ownership", transfer)).ProblemCodeAsync());

        Assert.Equal("TENANT_MANAGER", await identity.ScalarAsync<string>($"select array_to_string(roles, ' ') from memberships where user_id = '{first.Id}'"));
        Assert.Equal("TENANT_STAFF TENANT_OWNER", await identity.ScalarAsync<string>($"select array_to_string(roles, ' ') from memberships where user_id = '{second.Id}'"));
        Assert.Equal(HttpStatusCode.NoContent, (await owner.DeleteAsync(address)).StatusCode);
    }

    [Fact]
    public async Task Platform_roles_are_set_by_superusers_and_felt_at_once()
    {
        var somebody = await Somebody.NewAsync(identity, null, "PLATFORM_SALES");
        var address = $"/api/v1/users/{somebody.Id}/platform-roles";
        var support = new { roles = new[] { "PLATFORM_SUPPORT" }, reason = "Changed teams" };
        using var manager = identity.Operator([.. Identity.Roles.BuiltInRoles.All.Single(r => r.Name == "PLATFORM_MANAGER").Permissions]);
        using var superuser = identity.Operator();

        Assert.Equal("permission.missing", await (await manager.PutAsJsonAsync(address, support)).ProblemCodeAsync());
        Assert.Equal("role.unknown", await (await superuser.PutAsJsonAsync(address, new { roles = new[] { "TENANT_OWNER" }, reason = "Changed teams" })).ProblemCodeAsync());
        Assert.Equal("PLATFORM_SUPPORT", (await (await superuser.PutAsJsonAsync(address, support)).JsonAsync()).GetProperty("platformRoles")[0].GetString());
        Assert.Equal(2, await identity.ScalarAsync<long>($"select permissions_version from standing where kind = 'User' and id = '{somebody.Id}'"));
        Assert.Equal(
            "user.last-superuser",
            await (await superuser.PutAsJsonAsync("/api/v1/users/0198f000-0000-7000-8000-000000000111/platform-roles", support)).ProblemCodeAsync());
    }

    private static Task<HttpResponseMessage> SetAsync(HttpClient client, Somebody somebody, string tenant, params string[] roles) =>
        client.PutAsJsonAsync($"/api/v1/users/{somebody.Id}/memberships/{tenant}", new { roles });
}
