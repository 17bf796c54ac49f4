using System.Net;
using StudioOps.Identity.Tests.Sessions;
using StudioOps.Testing;

namespace StudioOps.Identity.Tests.Users;

[Collection(People.Name)]
public sealed class DisableUserTests(IdentityFixture identity)
{
    private static readonly object Reason = new { reason = "Left the studio" };

    [Fact]
    public async Task A_disabled_person_is_out_at_once_and_in_again_only_by_signing_in()
    {
        var somebody = await Somebody.NewAsync(identity, IdentityFixture.Northwind, "TENANT_STAFF");
        using var before = await somebody.SignInAsync(identity);
        using var administrator = identity.Member(IdentityFixture.Northwind);
        identity.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(HttpStatusCode.NoContent, (await administrator.PostAsJsonAsync($"/api/v1/users/{somebody.Id}/disable", Reason)).StatusCode);

        await SessionAdministrationTests.RefusedAsync(before, "account.disabled");
        using var browser = identity.Browser();
        await browser.GetAsync(SignIn.Portal(identity, "northwind").Request());
        await browser.FollowAsync();
        await browser.SubmitAsync(("email", somebody.Email), ("password", People.Password));
        await browser.FollowAsync();
        Assert.Contains("This account is disabled", browser.Html, StringComparison.Ordinal);
        Assert.Equal("user.already-disabled", await (await administrator.PostAsJsonAsync($"/api/v1/users/{somebody.Id}/disable", Reason)).ProblemCodeAsync());

        Assert.Equal(HttpStatusCode.NoContent, (await administrator.PostAsJsonAsync($"/api/v1/users/{somebody.Id}/enable", Reason)).StatusCode);
        identity.Clock.Advance(TimeSpan.FromSeconds(1));
        using var after = await somebody.SignInAsync(identity);
        await Eventually.TrueAsync(async () => (await after.GetAsync("/api/v1/me")).StatusCode == HttpStatusCode.OK, "a new sign-in passes");
        await SessionAdministrationTests.RefusedAsync(before, "token.superseded");
        Assert.Equal("user.not-disabled", await (await administrator.PostAsJsonAsync($"/api/v1/users/{somebody.Id}/enable", Reason)).ProblemCodeAsync());
    }

    [Fact]
    public async Task A_tenant_changes_only_people_who_are_its_own_alone_and_hold_no_more_than_who_asks()
    {
        var owner = await Somebody.NewAsync(identity, IdentityFixture.Northwind, "TENANT_OWNER");
        var shared = await Somebody.NewAsync(identity, IdentityFixture.Northwind, "TENANT_STAFF");
        await shared.JoinAsync(identity, IdentityFixture.Fabrikam, "TENANT_STAFF");
        using var manager = identity.Member(IdentityFixture.Northwind, [.. Identity.Roles.BuiltInRoles.All.Single(r => r.Name == "TENANT_MANAGER").Permissions]);
        using var stranger = identity.Member(IdentityFixture.Fabrikam);

        Assert.Equal("user.holds-more", await CodeAsync(manager, owner));
        Assert.Equal("user.of-several-tenants", await CodeAsync(manager, shared));
        Assert.Equal("user.not-found", await CodeAsync(stranger, owner));
        Assert.Equal(0, await identity.ScalarAsync<long>($"select count(*) from users where disabled and id in ('{owner.Id}', '{shared.Id}')"));
    }

    [Fact]
    public async Task Operators_are_changed_by_superusers_nobody_shuts_themselves_out_and_one_superuser_stays()
    {
        var sales = await Somebody.NewAsync(identity, null, "PLATFORM_SALES");
        using var manager = identity.Operator([.. Identity.Roles.BuiltInRoles.All.Single(r => r.Name == "PLATFORM_MANAGER").Permissions]);
        using var superuser = identity.Operator();
        using var self = identity.Bearing(identity.Identity.Token(t => t with { Subject = sales.Id.ToString(), Permissions = TestIdentity.AllPermissions }));

        Assert.Equal("user.is-operator", await CodeAsync(manager, sales));
        Assert.Equal("user.is-you", await CodeAsync(self, sales));
        Assert.Equal(HttpStatusCode.NoContent, (await superuser.PostAsJsonAsync($"/api/v1/users/{sales.Id}/disable", Reason)).StatusCode);
        Assert.Equal("user.last-superuser", await CodeAsync(superuser, new Somebody(Guid.Parse("0198f000-0000-7000-8000-000000000111"), "ada@studioops.example")));
    }

    private static async Task<string?> CodeAsync(HttpClient client, Somebody somebody) =>
        await (await client.PostAsJsonAsync($"/api/v1/users/{somebody.Id}/disable", Reason)).ProblemCodeAsync();
}
