using System.Net;
using StudioOps.Contracts;
using StudioOps.Identity.Contracts;
using StudioOps.Tenants.Contracts;
using StudioOps.Testing;

namespace StudioOps.Identity.Tests.Standing;

public sealed class StandingTests(IdentityBusFixture identity) : IClassFixture<IdentityBusFixture>
{
    private static readonly Actor Ada = new("operator-1", "Ada");

    [Fact]
    public async Task A_suspended_tenant_is_refused_everywhere_until_it_resumes()
    {
        var (id, slug) = await CreateTenantAsync();
        var form = await AccountAsync(slug);
        var before = await TokenAsync(form);
        using var client = identity.ClientBearing(before);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/service-accounts")).StatusCode);

        identity.Clock.Advance(TimeSpan.FromSeconds(1));
        await identity.DeliverAsync(new TenantSuspended(id, 2, Details(slug, TenantStatus.Suspended), "Unpaid", Ada, identity.Clock.GetUtcNow()));
        await Eventually.TrueAsync(
            async () => (await client.GetAsync("/api/v1/service-accounts")).StatusCode == HttpStatusCode.Unauthorized, "its token is refused");
        Assert.Equal("tenant.suspended", await (await client.GetAsync("/api/v1/service-accounts")).ProblemCodeAsync());
        var refused = await (await identity.TokenAsync(form)).JsonAsync(HttpStatusCode.BadRequest);
        Assert.Equal("unauthorized_client", refused.GetProperty("error").GetString());

        identity.Clock.Advance(TimeSpan.FromSeconds(1));
        await identity.DeliverAsync(new TenantResumed(id, 3, Details(slug, TenantStatus.Active), Ada, identity.Clock.GetUtcNow()));
        using var after = identity.ClientBearing(await TokenAsync(form));
        await Eventually.TrueAsync(async () => (await after.GetAsync("/api/v1/service-accounts")).StatusCode == HttpStatusCode.OK, "new tokens pass");
        Assert.Equal("token.superseded", await (await client.GetAsync("/api/v1/service-accounts")).ProblemCodeAsync());
    }

    [Fact]
    public async Task Events_out_of_order_leave_the_newest_word_standing()
    {
        var (id, slug) = await CreateTenantAsync();
        await identity.DeliverAsync(new TenantResumed(id, 3, Details(slug, TenantStatus.Active), Ada, IdentityFixture.Now));
        await identity.DeliverAsync(new TenantSuspended(id, 2, Details(slug, TenantStatus.Suspended), "Late", Ada, IdentityFixture.Now));
        Assert.Equal(0, await identity.ScalarAsync<long>($"select count(*) from standing where id = '{id}' and status <> 'active'"));
        Assert.Equal("active", await identity.ScalarAsync<string>($"select status from known_tenants where id = '{id}'"));
    }

    [Fact]
    public async Task Members_signed_in_to_a_suspended_tenant_cannot_refresh()
    {
        await identity.DeliverAsync(new TenantUpdated(IdentityFixture.Northwind, 10, Details("northwind", TenantStatus.Active), Ada, IdentityFixture.Now));
        var signIn = SignIn.Portal(identity, "northwind");
        var refresh = (await signIn.TokensAsync("olivia@northwind.example")).GetProperty("refresh_token").GetString()!;
        await identity.DeliverAsync(new TenantSuspended(IdentityFixture.Northwind, 11, Details("northwind", TenantStatus.Suspended), "Unpaid", Ada, IdentityFixture.Now));
        Assert.Equal(HttpStatusCode.BadRequest, (await signIn.RefreshAsync(refresh)).StatusCode);
        await identity.DeliverAsync(new TenantResumed(IdentityFixture.Northwind, 12, Details("northwind", TenantStatus.Active), Ada, IdentityFixture.Now));
        Assert.Equal(HttpStatusCode.BadRequest, (await signIn.RefreshAsync(refresh)).StatusCode);
    }

    [Fact]
    public async Task A_deleted_tenant_leaves_nothing_but_the_word_that_it_ended()
    {
        var (id, slug) = await CreateTenantAsync();
        var form = await AccountAsync(slug);
        await identity.DeliverAsync(new TenantDeletionRequested(id, 4, Details(slug, TenantStatus.Deleting), "Contract ended", Ada, IdentityFixture.Now));
        await identity.DeliverAsync(new TenantDeleted(id, 5, Details(slug, TenantStatus.Deleted), Ada, IdentityFixture.Now));
        Assert.Equal(0, await identity.ScalarAsync<long>($"select count(*) from service_accounts where tenant_id = '{id}'"));
        Assert.Equal("ended", await identity.ScalarAsync<string>($"select status from standing where id = '{id}'"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await identity.TokenAsync(form)).StatusCode);
    }

    [Fact]
    public async Task The_feed_gives_what_is_newer_to_services_only()
    {
        var (id, slug) = await CreateTenantAsync();
        await identity.DeliverAsync(new TenantSuspended(id, 2, Details(slug, TenantStatus.Suspended), "Unpaid", Ada, IdentityFixture.Now));
        using var service = identity.Internal(Permissions.StandingRead);
        var feed = (await (await service.GetAsync("/internal/v1/standing")).JsonAsync()).EnumerateArray().ToList();
        var entry = feed.Single(e => e.GetProperty("id").GetString() == id.ToString());
        Assert.Equal("tenant", entry.GetProperty("kind").GetString());
        Assert.Equal("suspended", entry.GetProperty("status").GetString());
        var revision = entry.GetProperty("revision").GetInt64();
        Assert.All(
            (await (await service.GetAsync($"/internal/v1/standing?after={revision}")).JsonAsync()).EnumerateArray(),
            e => Assert.True(e.GetProperty("revision").GetInt64() > revision));

        using var person = identity.Operator(Permissions.TenantsRead);
        Assert.Equal(HttpStatusCode.Forbidden, (await person.GetAsync("/internal/v1/standing")).StatusCode);
    }

    private async Task<(Guid Id, string Slug)> CreateTenantAsync()
    {
        var id = Guid.CreateVersion7();
        var slug = "t-" + id.ToString("n")[20..];
        await identity.DeliverAsync(new TenantCreated(id, 1, Details(slug, TenantStatus.Provisioning), Ada, IdentityFixture.Now));
        return (id, slug);
    }

    private async Task<(string Name, string Value)[]> AccountAsync(string slug)
    {
        using var client = identity.Operator();
        var account = await (await client.PostAsJsonAsync(
            "/api/v1/service-accounts", new { tenant = slug, name = "A", permissions = new[] { Permissions.ServiceAccountsRead } })).JsonAsync(HttpStatusCode.Created);
        return
        [
            ("grant_type", "client_credentials"), ("client_id", account.GetProperty("clientId").GetString()!), ("client_secret", account.GetProperty("clientSecret").GetString()!),
        ];
    }

    private async Task<string> TokenAsync((string Name, string Value)[] form) =>
        (await (await identity.TokenAsync(form)).JsonAsync()).GetProperty("access_token").GetString()!;

    private static TenantDetails Details(string slug, string status) => new(slug, slug, "pro", "shared", status, "owner@example.com", null);
}
