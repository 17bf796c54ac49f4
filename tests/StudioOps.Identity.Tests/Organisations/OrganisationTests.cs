using System.Net;
using StudioOps.Contracts;
using StudioOps.Identity.Contracts;
using StudioOps.Testing;

namespace StudioOps.Identity.Tests.Organisations;

public sealed class OrganisationTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    private static readonly object Body = new { slug = "acme", name = "Acme", ownerEmail = "olga@acme.example" };

    [Fact]
    public async Task Making_one_twice_writes_once()
    {
        var id = Guid.CreateVersion7();
        using var client = identity.Internal(Permissions.OrganisationsManage);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"/internal/v1/organisations/{id}")).StatusCode);
        var first = await (await client.PutAsJsonAsync($"/internal/v1/organisations/{id}", Body)).JsonAsync();
        var second = await (await client.PutAsJsonAsync($"/internal/v1/organisations/{id}", Body)).JsonAsync();
        var read = await (await client.GetAsync($"/internal/v1/organisations/{id}")).JsonAsync();

        Assert.Equal(first.ToString(), second.ToString());
        Assert.Equal(first.ToString(), read.ToString());
        Assert.Equal("acme", read.GetProperty("slug").GetString());
        Assert.Equal("olga@acme.example", read.GetProperty("ownerEmail").GetString());
        Assert.Equal(0, read.GetProperty("memberCount").GetInt32());
        Assert.Single(await identity.AnnouncedAsync<AuditRecorded>(), r => r.ObjectId == id.ToString() && r.Action == "organisation.created");
    }

    [Fact]
    public async Task A_changed_wish_is_carried_out_and_recorded_with_before_and_after()
    {
        var id = Guid.CreateVersion7();
        using var client = identity.Internal(Permissions.OrganisationsManage);
        await client.PutAsJsonAsync($"/internal/v1/organisations/{id}", Body);
        await (await client.PutAsJsonAsync($"/internal/v1/organisations/{id}", new { slug = "acme", name = "Acme & Co", ownerEmail = "olga@acme.example" })).JsonAsync();
        var audit = Assert.Single(await identity.AnnouncedAsync<AuditRecorded>(), r => r.ObjectId == id.ToString() && r.Action == "organisation.updated");
        Assert.Equal(new FieldChange("name", "Acme", "Acme & Co"), Assert.Single(audit.Changes));
    }

    [Fact]
    public async Task Removing_one_takes_members_accounts_and_sign_ins_with_it_and_may_be_repeated()
    {
        var id = Guid.CreateVersion7();
        var slug = "gone-" + id.ToString()[..8];
        await identity.KnowTenantAsync(id, slug, "Gone", "mvp");
        using var client = identity.Internal(Permissions.OrganisationsManage);
        await client.PutAsJsonAsync($"/internal/v1/organisations/{id}", new { slug, name = "Gone", ownerEmail = "olga@acme.example" });
        using var all = identity.Operator();
        var account = await (await all.PostAsJsonAsync(
            "/api/v1/service-accounts", new { tenant = slug, name = "A", permissions = new[] { Permissions.FlagsEvaluate } })).JsonAsync(HttpStatusCode.Created);
        (string, string)[] form =
        [
            ("grant_type", "client_credentials"), ("client_id", account.GetProperty("clientId").GetString()!), ("client_secret", account.GetProperty("clientSecret").GetString()!),
        ];
        var token = (await (await identity.TokenAsync(form)).JsonAsync()).GetProperty("access_token").GetString()!;

        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync($"/internal/v1/organisations/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync($"/internal/v1/organisations/{id}")).StatusCode);

        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"/internal/v1/organisations/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await identity.TokenAsync(form)).StatusCode);
        using var member = identity.ClientBearing(token);
        await Eventually.TrueAsync(async () => (await member.GetAsync("/api/v1/me")).StatusCode == HttpStatusCode.Unauthorized, "its tokens are refused");
        Assert.Single(await identity.AnnouncedAsync<AuditRecorded>(), r => r.ObjectId == id.ToString() && r.Action == "organisation.removed");
    }

    [Fact]
    public async Task It_is_for_provisioning_alone()
    {
        var id = Guid.CreateVersion7();
        using var client = identity.Internal(Permissions.StandingRead);
        var answer = await client.PutAsJsonAsync($"/internal/v1/organisations/{id}", Body);
        Assert.Equal("permission.missing", await answer.ProblemCodeAsync());
        Assert.Equal("permission.missing", await (await client.DeleteAsync($"/internal/v1/organisations/{IdentityFixture.Northwind}")).ProblemCodeAsync());
    }

    [Fact]
    public async Task What_makes_no_organisation_is_refused()
    {
        using var client = identity.Internal(Permissions.OrganisationsManage);
        var answer = await client.PutAsJsonAsync($"/internal/v1/organisations/{Guid.CreateVersion7()}", new { slug = "acme", name = "", ownerEmail = "nobody" });
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("request.invalid", await answer.ProblemCodeAsync());
    }
}
