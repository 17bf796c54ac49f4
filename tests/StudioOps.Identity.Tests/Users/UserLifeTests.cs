using System.Net;
using System.Net.Http.Headers;
using StudioOps.Contracts;
using StudioOps.Testing;

namespace StudioOps.Identity.Tests.Users;

[Collection(People.Name)]
public sealed class UserLifeTests(IdentityFixture identity)
{
    private static readonly object Reason = new { reason = "It was asked for" };

    [Fact]
    public async Task A_name_is_changed_once_by_whoever_saw_the_newest_state()
    {
        var somebody = await Somebody.NewAsync(identity, IdentityFixture.Northwind, "TENANT_STAFF");
        using var administrator = identity.Member(IdentityFixture.Northwind);
        var address = $"/api/v1/users/{somebody.Id}";
        var tag = (await administrator.GetAsync(address)).Headers.ETag!;

        Assert.Equal("precondition.required", await (await PutAsync(administrator, address, "New", somebody.Email, null)).ProblemCodeAsync());
        Assert.Equal("New", (await (await PutAsync(administrator, address, "New", somebody.Email, tag)).JsonAsync()).GetProperty("name").GetString());
        Assert.Equal("precondition.failed", await (await PutAsync(administrator, address, "Newer", somebody.Email, tag)).ProblemCodeAsync());
        Assert.Equal("user.email-by-operator", await (await PutAsync(administrator, address, "New", "else@people.example", new("\"2\""))).ProblemCodeAsync());
        var recorded = Assert.Single(await identity.AnnouncedAsync<AuditRecorded>(), a => a.ObjectId == somebody.Id.ToString() && a.Action == "user.updated");
        Assert.Equal("New", Assert.Single(recorded.Changes).After);
    }

    [Fact]
    public async Task An_operator_changes_an_address_that_nobody_else_has()
    {
        var (one, other) = (await Somebody.NewAsync(identity, IdentityFixture.Northwind, "TENANT_STAFF"), await Somebody.NewAsync(identity, IdentityFixture.Northwind, "TENANT_STAFF"));
        using var client = identity.Operator();
        var address = $"/api/v1/users/{one.Id}";

        Assert.Equal("user.email-taken", await (await PutAsync(client, address, "One", other.Email.ToUpperInvariant(), EntityTagHeaderValue.Any)).ProblemCodeAsync());
        Assert.Equal(HttpStatusCode.OK, (await PutAsync(client, address, "One", "one-anew@people.example", EntityTagHeaderValue.Any)).StatusCode);
        Assert.Equal("ONE-ANEW@PEOPLE.EXAMPLE", await identity.ScalarAsync<string>($"select normalized_email from users where id = '{one.Id}' and not email_confirmed"));
        Assert.DoesNotContain(await identity.AnnouncedAsync<AuditRecorded>(), a => a.Changes.Any(c => (c.After + c.Before).Contains('@', StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Somebody_deleted_is_out_and_unlisted_comes_back_restored_and_erased_is_gone()
    {
        var somebody = await Somebody.NewAsync(identity, IdentityFixture.Northwind, "TENANT_STAFF");
        await somebody.JoinAsync(identity, IdentityFixture.Fabrikam, "student");
        using var token = await somebody.SignInAsync(identity);
        using var client = identity.Operator();
        var address = $"/api/v1/users/{somebody.Id}";
        identity.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("user.not-deleted", await (await client.PostAsJsonAsync(address + "/erase", Reason)).ProblemCodeAsync());
        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync(address)).StatusCode);
        await Sessions.SessionAdministrationTests.RefusedAsync(token, "account.disabled");
        Assert.Equal(0, await FoundAsync(client, somebody, ""));
        Assert.Equal(1, await FoundAsync(client, somebody, "&deleted=true"));
        Assert.Equal("user.already-deleted", await (await client.DeleteAsync(address)).ProblemCodeAsync());
        Assert.Equal("user.already-deleted", await (await client.PostAsJsonAsync(address + "/enable", Reason)).ProblemCodeAsync());

        Assert.Equal(HttpStatusCode.NoContent, (await client.PostAsJsonAsync(address + "/restore", Reason)).StatusCode);
        Assert.Equal(1, await FoundAsync(client, somebody, ""));
        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync(address)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await client.PostAsJsonAsync(address + "/erase", Reason)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(address)).StatusCode);
        foreach (var table in new[] { "memberships", "sign_in_sessions", "refresh_tokens" })
        {
            Assert.Equal(0, await identity.ScalarAsync<long>($"select count(*) from {table} where user_id = '{somebody.Id}'"));
        }
    }

    [Fact]
    public async Task An_authenticator_is_taken_away_from_who_lost_it_and_set_up_anew()
    {
        using var superuser = identity.Operator();
        const string Sue = "0198f000-0000-7000-8000-000000000113";

        Assert.Equal(HttpStatusCode.NoContent, (await superuser.PostAsJsonAsync($"/api/v1/users/{Sue}/reset-factors", Reason)).StatusCode);

        Assert.Equal("user.no-factors", await (await superuser.PostAsJsonAsync($"/api/v1/users/{Sue}/reset-factors", Reason)).ProblemCodeAsync());
        using var browser = identity.Browser();
        await browser.GetAsync(new SignIn(identity).Request());
        await browser.FollowAsync();
        await browser.SubmitAsync(("email", "sue@studioops.example"), ("password", identity.Person("sue@studioops.example").Password));
        await browser.FollowAsync();
        Assert.Contains("Set up your authenticator", browser.Html, StringComparison.Ordinal);
    }

    private static async Task<int> FoundAsync(HttpClient client, Somebody somebody, string more) =>
        (await (await client.GetAsync($"/api/v1/users?search={somebody.Email}{more}")).JsonAsync()).GetProperty("items").GetArrayLength();

    private static Task<HttpResponseMessage> PutAsync(HttpClient client, string address, string name, string email, EntityTagHeaderValue? tag)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, address) { Content = JsonContent.Create(new { name, email }) };
        if (tag is not null)
        {
            request.Headers.IfMatch.Add(tag);
        }

        return client.SendAsync(request);
    }
}
