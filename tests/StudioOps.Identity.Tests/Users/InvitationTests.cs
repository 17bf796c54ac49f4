using System.Net;
using System.Text.Json;
using StudioOps.Testing;

namespace StudioOps.Identity.Tests.Users;

[Collection(People.Name)]
public sealed class InvitationTests(IdentityFixture identity)
{
    private const string Invitation = "Your account for Northwind Studio";
    private const string Chosen = "seven grey geese over the harbour";

    [Fact]
    public async Task Somebody_invited_chooses_a_password_by_the_link_in_the_mail_and_signs_in()
    {
        using var manager = identity.Member(IdentityFixture.Northwind);
        var email = "ines@invited.example";

        var invited = await (await manager.PostAsJsonAsync("/api/v1/users", new { email, name = "Ines Invited", roles = new[] { "TENANT_STAFF" } })).JsonAsync(HttpStatusCode.Created);

        Assert.True(invited.GetProperty("invited").GetBoolean());
        Assert.Equal("TENANT_STAFF", invited.GetProperty("memberships")[0].GetProperty("roles")[0].GetString());
        var link = await identity.LinkToAsync(email, Invitation);
        using var browser = identity.Browser();
        await browser.GetAsync(link);
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        Assert.Contains(email, browser.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", browser.Html, StringComparison.Ordinal);
        await browser.SubmitAsync(("chosen", "short"), ("again", "short"));
        Assert.Contains("at least 12", browser.Html, StringComparison.OrdinalIgnoreCase);
        await browser.SubmitAsync(("chosen", Chosen), ("again", Chosen + "x"));
        Assert.Contains("not the same", browser.Html, StringComparison.Ordinal);
        await browser.SubmitAsync(("chosen", Chosen), ("again", Chosen));
        await browser.FollowAsync();
        Assert.Contains("http://northwind.localhost:8080/", browser.Html, StringComparison.Ordinal);

        var signIn = new SignIn(identity) { ClientId = "portal", RedirectUri = "http://northwind.localhost:8080/bff/callback", Password = Chosen };
        using var me = identity.ClientBearing((await signIn.TokensAsync(email)).GetProperty("access_token").GetString()!);
        Assert.Equal("Ines Invited", (await (await me.GetAsync("/api/v1/me")).JsonAsync()).GetProperty("name").GetString());
        await browser.GetAsync(link);
        Assert.Equal(HttpStatusCode.Gone, browser.Status);
        var seen = await (await manager.GetAsync($"/api/v1/users/{invited.GetProperty("id").GetString()}")).JsonAsync();
        Assert.False(seen.GetProperty("invited").GetBoolean());
        Assert.Equal(identity.Clock.GetUtcNow(), seen.GetProperty("lastSignInAt").GetDateTimeOffset());
    }

    [Fact]
    public async Task A_link_ends_after_its_time_and_a_new_invitation_can_be_sent()
    {
        using var early = identity.Member(IdentityFixture.Northwind);
        var email = "late@invited.example";
        var id = (await (await early.PostAsJsonAsync("/api/v1/users", new { email, name = "Late", roles = new[] { "student" } })).JsonAsync(HttpStatusCode.Created)).GetProperty("id").GetString();
        var old = await identity.LinkToAsync(email, Invitation);
        await identity.PassAsync(TimeSpan.FromDays(7));
        using var manager = identity.Member(IdentityFixture.Northwind);
        using var browser = identity.Browser();
        await browser.GetAsync(old);
        Assert.Equal(HttpStatusCode.Gone, browser.Status);
        Assert.Contains("/account/forgot", browser.Html, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.Conflict, (await manager.PostAsJsonAsync("/api/v1/users", new { email, name = "Late", roles = new[] { "student" } })).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await manager.PostAsJsonAsync($"/api/v1/users/{id}/reset-password", new { reason = "The first one ran out" })).StatusCode);

        await Eventually.TrueAsync(() => Task.FromResult(identity.Mail.Mails.Count(m => m.To == email) == 2), "a second mail came");
        await browser.GetAsync(await identity.LinkToAsync(email, Invitation));
        Assert.Equal(HttpStatusCode.OK, browser.Status);
    }

    [Fact]
    public async Task Somebody_known_is_added_and_told_and_keeps_password_and_name()
    {
        var somebody = await Somebody.NewAsync(identity, IdentityFixture.Fabrikam, "TENANT_STAFF");
        using var manager = identity.Member(IdentityFixture.Northwind);

        var added = await (await manager.PostAsJsonAsync(
            "/api/v1/users", new { email = somebody.Email.ToUpperInvariant(), name = "Another name", roles = new[] { "teacher" } })).JsonAsync(HttpStatusCode.Created);

        Assert.Equal(somebody.Id.ToString(), added.GetProperty("id").GetString());
        Assert.NotEqual("Another name", added.GetProperty("name").GetString());
        Assert.Equal(1, added.GetProperty("memberships").GetArrayLength());
        await Eventually.TrueAsync(() => Task.FromResult(identity.Mail.Mails.Any(m => m.To == somebody.Email && m.Header("Subject") == "You now belong to Northwind Studio")), "they were told");
        using var both = identity.Operator();
        var memberships = (await (await both.GetAsync($"/api/v1/users/{somebody.Id}")).JsonAsync()).GetProperty("memberships").EnumerateArray();
        Assert.Equal(2, memberships.Count());
    }

    [Theory]
    [InlineData("""{"email":"x@invited.example","name":"X","roles":["NO_SUCH_ROLE"]}""", 422, "role.unknown")]
    [InlineData("""{"email":"x@invited.example","name":"X","roles":["PLATFORM_SALES"]}""", 422, "role.unknown")]
    [InlineData("""{"email":"x@invited.example","name":"X","roles":["TENANT_OWNER"]}""", 403, "role.beyond-yours")]
    [InlineData("""{"tenant":"fabrikam","email":"x@invited.example","name":"X","roles":["student"]}""", 404, "tenant.not-found")]
    [InlineData("""{"email":"X <x@invited.example>","name":"X","roles":["student"]}""", 422, "user.email-invalid")]
    [InlineData("""{"email":"x@invited.example","name":"X","roles":["student"],"platformRoles":["SUPERUSER"]}""", 400, "request.malformed")]
    public async Task Nobody_is_invited_to_more_than_the_inviter_may_give(string body, int status, string code)
    {
        using var manager = identity.Member(IdentityFixture.Northwind, [.. Identity.Roles.BuiltInRoles.All.Single(r => r.Name == "TENANT_MANAGER").Permissions]);

        var answer = await manager.PostAsJsonAsync("/api/v1/users", JsonDocument.Parse(body).RootElement);

        Assert.Equal((status, code), ((int)answer.StatusCode, await answer.ProblemCodeAsync()));
        Assert.Equal(0, await identity.ScalarAsync<long>("select count(*) from users where normalized_email = 'X@INVITED.EXAMPLE'"));
    }

    [Fact]
    public async Task Operators_are_invited_by_who_may_make_operators()
    {
        var request = new { email = "opal@invited.example", name = "Opal", roles = new[] { "PLATFORM_SUPPORT" } };
        using var manager = identity.Operator([.. Identity.Roles.BuiltInRoles.All.Single(r => r.Name == "PLATFORM_MANAGER").Permissions]);
        using var superuser = identity.Operator();

        Assert.Equal("user.is-operator", await (await manager.PostAsJsonAsync("/api/v1/users", request)).ProblemCodeAsync());
        var made = await (await superuser.PostAsJsonAsync("/api/v1/users", request)).JsonAsync(HttpStatusCode.Created);
        Assert.Equal("PLATFORM_SUPPORT", made.GetProperty("platformRoles")[0].GetString());
        Assert.StartsWith("/account/password?link=", await identity.LinkToAsync(request.email, "Your account for StudioOps"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_forgotten_password_is_chosen_anew_and_asking_tells_nobody_who_has_an_account()
    {
        var somebody = await Somebody.NewAsync(identity, IdentityFixture.Northwind, "TENANT_STAFF");
        using var before = await somebody.SignInAsync(identity);
        using var browser = identity.Browser();
        var pages = new List<string>();
        var form = "/account/forgot?returnUrl=" + Uri.EscapeDataString(SignIn.Portal(identity, "northwind").Request());
        foreach (var email in new[] { "nobody-at-all@invited.example", somebody.Email })
        {
            await browser.GetAsync(form);
            await browser.SubmitAsync(("email", email));
            pages.Add(browser.Html);
        }

        Assert.Equal(pages[0], pages[1]);
        await browser.GetAsync(await identity.LinkToAsync(somebody.Email, "Choose a new password"));
        await browser.SubmitAsync(("chosen", Chosen), ("again", Chosen));
        await browser.FollowAsync();
        Assert.Contains("Your password is set", browser.Html, StringComparison.Ordinal);
        await Sessions.SessionAdministrationTests.RefusedAsync(before, "session.ended");
        Assert.DoesNotContain(identity.Mail.Mails, m => m.To.StartsWith("nobody-at-all", StringComparison.Ordinal));
        await Eventually.TrueAsync(async () => await identity.ScalarAsync<long>("select count(*) from account_mails where email like 'nobody-at-all%'") == 0, "it was dropped");
    }
}
