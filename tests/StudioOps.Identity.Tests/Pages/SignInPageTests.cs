using System.Net;
using StudioOps.Contracts;
using StudioOps.Identity.Users;

namespace StudioOps.Identity.Tests.Pages;

public sealed class SignInPageTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    [Fact]
    public async Task The_page_says_where_one_signs_in_to_and_needs_no_script()
    {
        using var browser = identity.Browser();
        await browser.GetAsync(SignIn.Portal(identity, "northwind").Request(("login_hint", "olivia@northwind.example")));
        await browser.FollowAsync();
        Assert.Contains("to Northwind Studio", browser.Html, StringComparison.Ordinal);
        Assert.Contains("value=\"olivia@northwind.example\"", browser.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", browser.Html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(" style=", browser.Html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotMatch(" on[a-z]+=", browser.Html);

        var headers = browser.Response.Headers;
        var policy = headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("DENY", headers.GetValues("X-Frame-Options").Single());
        Assert.True(headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task Unknown_and_wrong_look_the_same()
    {
        var pages = new List<string>();
        foreach (var email in new[] { "marta@northwind.example", "nobody@northwind.example" })
        {
            using var browser = identity.Browser();
            await browser.GetAsync("/account/login");
            await browser.SubmitAsync(("email", email), ("password", "not the password"));
            Assert.Equal(HttpStatusCode.OK, browser.Status);
            Assert.Contains("E-mail or password is not right", browser.Html, StringComparison.Ordinal);
            pages.Add(System.Text.RegularExpressions.Regex.Replace(browser.Html[..browser.Html.IndexOf("class=\"quick\"", StringComparison.Ordinal)], "name=\"form\"[^>]*", "").Replace(email, "", StringComparison.Ordinal));
        }

        Assert.Equal(pages[0], pages[1]);
    }

    [Fact]
    public async Task Five_failures_pause_the_account_for_five_minutes_right_password_or_not()
    {
        var person = identity.Person("dana@fabrikam.example");
        for (var attempt = 0; attempt < 5; attempt++)
        {
            Assert.False(await SignsInAsync(person.Email, "not the password"));
        }

        Assert.False(await SignsInAsync(person.Email, person.Password));
        identity.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.True(await SignsInAsync(person.Email, person.Password));
    }

    [Fact]
    public async Task A_code_of_the_authenticator_serves_once()
    {
        var person = identity.Person("sam@studioops.example");
        using var first = await new SignIn(identity).AsAsync(person.Email);
        var spent = Totp.Code(person.TotpSecret!, Totp.Step(identity.Clock.GetUtcNow()));

        using var second = identity.Browser();
        await second.GetAsync(new SignIn(identity).Request());
        await second.FollowAsync();
        await second.SubmitAsync(("email", person.Email), ("password", person.Password));
        await second.FollowAsync();
        await second.SubmitAsync(("code", spent));
        Assert.Equal(HttpStatusCode.OK, second.Status);
        Assert.Contains("or was used already", second.Html, StringComparison.Ordinal);
        await second.GetAsync(new SignIn(identity).Request(("prompt", "none")));
        Assert.Contains("error=interaction_required", second.Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_many_who_show_one_code_at_once_one_gets_in()
    {
        var person = identity.Person("sue@studioops.example");
        identity.Clock.Advance(TimeSpan.FromSeconds(60));
        var browsers = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            var browser = identity.Browser();
            await browser.GetAsync(new SignIn(identity).Request());
            await browser.FollowAsync();
            await browser.SubmitAsync(("email", person.Email), ("password", person.Password));
            await browser.FollowAsync();
            return browser;
        }));
        var code = Totp.Code(person.TotpSecret!, Totp.Step(identity.Clock.GetUtcNow()));
        await Task.WhenAll(browsers.Select(b => b.SubmitAsync(("code", code))));
        Assert.Single(browsers, b => b.Status == HttpStatusCode.SeeOther);
        Assert.Equal(1, await identity.ScalarAsync<long>($"select count(*) from sign_in_sessions s join users u on u.id = s.user_id where u.email = '{person.Email}' and 'mfa' = any(s.amr)"));
    }

    [Fact]
    public async Task Signing_in_as_someone_else_goes_on_with_the_same_request()
    {
        var signIn = SignIn.Portal(identity, "fabrikam");
        using var browser = await SignIn.Portal(identity, "northwind").AsAsync("olivia@northwind.example");
        await browser.GetAsync(signIn.Request());
        await browser.FollowAsync();
        await browser.SubmitAsync();
        await browser.FollowAsync();
        var person = identity.Person("felix@fabrikam.example");
        await browser.SubmitAsync(("email", person.Email), ("password", person.Password));
        await browser.FollowAsync();
        signIn.CodeOf(browser);
    }

    [Fact]
    public async Task A_form_of_somebody_elses_making_is_refused()
    {
        var person = identity.Person("ravi@fabrikam.example");
        using var browser = identity.Browser();
        await browser.PostAsync("/account/login", ("email", person.Email), ("password", person.Password));
        Assert.Equal("/account/error?reason=form-stale", browser.Location);
        Assert.DoesNotContain("__Host-identity-session", browser.Cookies.Keys);
        await browser.PostAsync("/account/quick-sign-in", ("email", person.Email));
        Assert.Equal("/account/error?reason=form-stale", browser.Location);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("/connect/authorize")]
    [InlineData("/connect/authorize/../../evil?x")]
    [InlineData("/connect/authorize?\r\nSet-Cookie: x=1")]
    [InlineData("javascript:alert(1)")]
    public async Task Signing_in_leads_nowhere_but_to_our_own_authorize_endpoint(string returnUrl)
    {
        var person = identity.Person("felix@fabrikam.example");
        using var browser = identity.Browser();
        await browser.GetAsync("/account/login?returnUrl=" + Uri.EscapeDataString(returnUrl));
        await browser.SubmitAsync(("email", person.Email), ("password", person.Password), ("returnUrl", returnUrl));
        Assert.Equal("/", browser.Location);
    }

    [Fact]
    public async Task A_new_sign_in_is_a_new_session_and_the_old_secret_is_worth_nothing()
    {
        var person = identity.Person("felix@fabrikam.example");
        using var browser = identity.Browser();
        browser.Cookies["__Host-identity-session"] = "planted-by-an-attacker";
        await browser.GetAsync("/account/login");
        await browser.SubmitAsync(("email", person.Email), ("password", person.Password));
        var first = browser.Cookies["__Host-identity-session"];
        Assert.NotEqual("planted-by-an-attacker", first);

        // Stepping up to the second factor changes the secret too.
        using var operatorBrowser = identity.Browser();
        var ada = identity.Person("ada@studioops.example");
        await operatorBrowser.GetAsync(new SignIn(identity).Request());
        await operatorBrowser.FollowAsync();
        await operatorBrowser.SubmitAsync(("email", ada.Email), ("password", ada.Password));
        var beforeStepUp = operatorBrowser.Cookies["__Host-identity-session"];
        await operatorBrowser.FollowAsync();
        identity.Clock.Advance(TimeSpan.FromSeconds(30));
        await operatorBrowser.SubmitAsync(("code", Totp.Code(ada.TotpSecret!, Totp.Step(identity.Clock.GetUtcNow()))));
        Assert.NotEqual(beforeStepUp, operatorBrowser.Cookies["__Host-identity-session"]);

        using var thief = identity.Browser();
        thief.Cookies["__Host-identity-session"] = beforeStepUp;
        await thief.GetAsync("/account/logout");
        Assert.Equal("/account/logged-out", thief.Location);
    }

    [Fact]
    public async Task Signed_in_people_leave_the_sign_in_page()
    {
        var person = identity.Person("felix@fabrikam.example");
        using var browser = identity.Browser();
        await browser.GetAsync("/account/login");
        await browser.SubmitAsync(("email", person.Email), ("password", person.Password));
        await browser.GetAsync("/account/login");
        Assert.Equal("/", browser.Location);
    }

    [Fact]
    public async Task A_changed_password_ends_the_other_sessions_and_the_weak_ones_are_refused()
    {
        var person = identity.Person("nils@northwind.example");
        using var elsewhere = await SignIn.Portal(identity, "northwind").AsAsync(person.Email);
        using var browser = await SignIn.Portal(identity, "northwind").AsAsync(person.Email);
        foreach (var (current, chosen, again, problem) in new[]
        {
            ("wrong", "correct horse battery", "correct horse battery", "current password is not right"),
            (person.Password, "correct horse battery", "correct horse", "not the same"),
            (person.Password, "short", "short", "at least 12"),
            (person.Password, person.Password, person.Password, "the old one"),
        })
        {
            await browser.GetAsync("/account/change-password");
            await browser.SubmitAsync(("current", current), ("chosen", chosen), ("again", again));
            Assert.Contains(problem, browser.Html, StringComparison.Ordinal);
        }

        await browser.SubmitAsync(("current", person.Password), ("chosen", "correct horse battery"), ("again", "correct horse battery"));
        Assert.Equal("/", browser.Location);
        await browser.GetAsync(SignIn.Portal(identity, "northwind").Request(("prompt", "none")));
        Assert.Contains("code=", browser.Location, StringComparison.Ordinal);
        await elsewhere.GetAsync(SignIn.Portal(identity, "northwind").Request(("prompt", "none")));
        Assert.Contains("error=login_required", elsewhere.Location, StringComparison.Ordinal);
        Assert.True(await SignsInAsync(person.Email, "correct horse battery"));

        var recorded = await identity.AnnouncedAsync<AuditRecorded>();
        Assert.Contains(recorded, r => r.Action == "password.changed" && r.Actor.Name == "Nils Berg");
    }

    [Fact]
    public async Task Quick_sign_in_opens_the_console_in_development()
    {
        using var browser = identity.Browser();
        var signIn = new SignIn(identity);
        await browser.GetAsync(signIn.Request());
        await browser.FollowAsync();
        Assert.Contains("Quick sign-in", browser.Html, StringComparison.Ordinal);
        var quick = browser.Html[browser.Html.IndexOf("class=\"quick\"", StringComparison.Ordinal)..];
        var form = System.Text.RegularExpressions.Regex.Match(quick, "name=\"form\"[^>]*value=\"([^\"]*)\"").Groups[1].Value;
        await browser.PostAsync("/account/quick-sign-in", ("email", "sue@studioops.example"), ("form", form), ("returnUrl", signIn.Request()));
        await browser.FollowAsync();
        var tokens = await (await signIn.RedeemAsync(signIn.CodeOf(browser))).Content.ReadAsStringAsync();
        Assert.Contains("access_token", tokens, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_page_has_only_words_of_ours()
    {
        using var browser = identity.Browser();
        await browser.GetAsync("/account/error?reason=%3Cb%3Eyou+won%3C%2Fb%3E");
        Assert.Equal(HttpStatusCode.BadRequest, browser.Status);
        Assert.DoesNotContain("you won", browser.Html, StringComparison.Ordinal);
        Assert.Contains("Reference:", browser.Html, StringComparison.Ordinal);
    }

    private async Task<bool> SignsInAsync(string email, string password)
    {
        using var browser = identity.Browser();
        await browser.GetAsync("/account/login");
        await browser.SubmitAsync(("email", email), ("password", password));
        return browser.Status == HttpStatusCode.SeeOther;
    }
}
