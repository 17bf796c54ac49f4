using System.Net;
using System.Net.Http.Headers;
using StudioOps.Identity.Pages;
using StudioOps.Testing;

namespace StudioOps.Identity.Tests.Organisations;

[Collection(People.Name)]
public sealed class SignInPolicyTests(IdentityFixture identity)
{
    [Fact]
    public async Task Only_addresses_of_the_tenants_domains_are_invited_let_in_and_kept_in()
    {
        var tenant = await TenantAsync("strict-domain");
        var somebody = await Somebody.NewAsync(identity, tenant, "TENANT_STAFF");   // …@people.example
        var signIn = SignInTo("strict-domain");
        var refresh = (await signIn.TokensAsync(somebody.Email)).GetProperty("refresh_token").GetString()!;
        using var owner = identity.Member(tenant);

        await SetAsync(owner, "strict-domain", new { emailDomains = new[] { "studio.example" }, demandsMfa = false });

        var outside = new { email = "x@evil-studio.example", name = "X", roles = new[] { "student" } };
        Assert.Equal("user.email-domain", await (await owner.PostAsJsonAsync("/api/v1/users", outside)).ProblemCodeAsync());
        Assert.Equal(HttpStatusCode.Created, (await owner.PostAsJsonAsync("/api/v1/users", outside with { email = "x@STUDIO.example" })).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await signIn.RefreshAsync(refresh)).StatusCode);
        using var browser = await SignInTo("strict-domain").AsAsync(somebody.Email);
        Assert.Equal(HttpStatusCode.Forbidden, browser.Status);
        Assert.Contains("No access", browser.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_a_second_factor_is_demanded_a_password_alone_opens_nothing_and_sign_ins_end_when_the_tenant_says()
    {
        var tenant = await TenantAsync("strict-factor");
        var somebody = await Somebody.NewAsync(identity, tenant, "TENANT_STAFF");
        var signIn = SignInTo("strict-factor");
        var refresh = (await signIn.TokensAsync(somebody.Email)).GetProperty("refresh_token").GetString()!;
        using var owner = identity.Member(tenant);

        await SetAsync(owner, "strict-factor", new { emailDomains = Array.Empty<string>(), demandsMfa = true });

        Assert.Equal(HttpStatusCode.BadRequest, (await signIn.RefreshAsync(refresh)).StatusCode);
        using var browser = identity.Browser();
        await browser.GetAsync(SignInTo("strict-factor").Request());
        await browser.FollowAsync();
        await browser.SubmitAsync(("email", somebody.Email), ("password", People.Password));
        await browser.FollowAsync();
        Assert.Contains("Set up your authenticator", browser.Html, StringComparison.Ordinal);

        await SetAsync(owner, "strict-factor", new { emailDomains = Array.Empty<string>(), demandsMfa = false, sessionMinutes = 30 });
        var short1 = SignInTo("strict-factor");
        using var again = await short1.AsAsync(somebody.Email);
        var kept = (await (await short1.RedeemAsync(short1.CodeOf(again))).JsonAsync()).GetProperty("refresh_token").GetString()!;
        await identity.PassAsync(TimeSpan.FromMinutes(31));
        Assert.Equal(HttpStatusCode.BadRequest, (await short1.RefreshAsync(kept)).StatusCode);
        await again.GetAsync(short1.Request());
        await again.FollowAsync();
        Assert.Contains("id=\"password\"", again.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_sign_in_page_wears_the_tenants_name_picture_and_colour()
    {
        var tenant = await TenantAsync("branded");
        using var owner = identity.Member(tenant);
        const string Logo = "data:image/png;base64,iVBORw0KGgo=";
        await SetAsync(owner, "branded", new { emailDomains = Array.Empty<string>(), demandsMfa = false, brandName = "Blue Barn", brandColour = "#1b4f8a", brandLogo = Logo });

        using var browser = identity.Browser();
        await browser.GetAsync(SignInTo("branded").Request());
        await browser.FollowAsync();

        Assert.Contains("to Blue Barn", browser.Html, StringComparison.Ordinal);
        Assert.Contains($"src=\"{Logo}\"", browser.Html.Replace("&#x2B;", "+", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("/account/brand.css?portal=branded", browser.Html, StringComparison.Ordinal);
        await browser.GetAsync("/account/brand.css?portal=branded");
        Assert.Contains("#1b4f8a", browser.Html, StringComparison.Ordinal);
        await browser.GetAsync("/account/brand.css?portal=fabrikam");
        Assert.Equal("", browser.Html);
    }

    [Theory]
    [InlineData("""{"emailDomains":["@studio.example"],"demandsMfa":false}""", 422, "sign-in-policy.domain-invalid")]
    [InlineData("""{"emailDomains":["Studio.example"],"demandsMfa":false}""", 422, "sign-in-policy.domain-invalid")]
    [InlineData("""{"emailDomains":[],"demandsMfa":false,"brandLogo":"https://elsewhere.example/logo.png"}""", 422, "sign-in-policy.logo-invalid")]
    [InlineData("""{"emailDomains":[],"demandsMfa":false,"brandLogo":"data:image/svg+xml;base64,AAAA"}""", 422, "sign-in-policy.logo-invalid")]
    [InlineData("""{"emailDomains":[],"demandsMfa":false,"brandColour":"red;} body{display:none"}""", 400, "request.invalid")]
    [InlineData("""{"emailDomains":[],"demandsMfa":false,"sessionMinutes":1}""", 400, "request.invalid")]
    public async Task What_could_not_be_kept_or_shown_safely_is_refused(string body, int status, string code)
    {
        using var owner = identity.Member(IdentityFixture.Northwind);
        var request = new HttpRequestMessage(HttpMethod.Put, "/api/v1/sign-in-policies/northwind") { Content = new StringContent(body, new MediaTypeHeaderValue("application/json")) };
        request.Headers.IfMatch.Add(EntityTagHeaderValue.Any);
        var answer = await owner.SendAsync(request);
        Assert.Equal((status, code), ((int)answer.StatusCode, await answer.ProblemCodeAsync()));
    }

    [Fact]
    public void Text_on_any_colour_can_be_read()
    {
        for (var step = 0; step < 4096; step++)
        {
            var colour = $"#{(step >> 8) * 17:x2}{((step >> 4) & 15) * 17:x2}{(step & 15) * 17:x2}";
            var (ground, text) = (Brand.Luminance(colour), Brand.Luminance(Brand.On(colour)));
            Assert.True((Math.Max(ground, text) + 0.05) / (Math.Min(ground, text) + 0.05) >= 4.5, colour);
        }
    }

    private SignIn SignInTo(string slug) => new(identity) { ClientId = "portal", RedirectUri = $"http://{slug}.localhost:8080/bff/callback", Password = People.Password };

    private async Task<Guid> TenantAsync(string slug)
    {
        var id = Guid.CreateVersion7();
        await identity.KnowTenantAsync(id, slug, slug, "pro");
        return id;
    }

    private static async Task SetAsync(HttpClient client, string tenant, object policy)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/sign-in-policies/{tenant}") { Content = JsonContent.Create(policy) };
        request.Headers.IfMatch.Add((await client.GetAsync($"/api/v1/sign-in-policies/{tenant}")).Headers.ETag!);
        Assert.Equal(HttpStatusCode.OK, (await client.SendAsync(request)).StatusCode);
    }
}
