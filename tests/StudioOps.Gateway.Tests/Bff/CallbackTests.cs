using System.Net;
using Microsoft.AspNetCore.WebUtilities;
using StudioOps.Gateway.Tests.Installation;

namespace StudioOps.Gateway.Tests.Bff;

public sealed class CallbackTests(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    [Fact]
    public async Task An_answer_of_another_issuer_is_refused()
    {
        gateway.Issuer.AuthorizeIssuer = "https://other.example";
        await NotSignedInAsync(gateway.Browser(), browser => browser.SignInAsync());
        gateway.Issuer.AuthorizeIssuer = null;
    }

    [Fact]
    public async Task An_id_token_of_another_attempt_is_refused()
    {
        gateway.Issuer.Nonce = "of-another-attempt";
        await NotSignedInAsync(gateway.Browser(), browser => browser.SignInAsync());
        gateway.Issuer.Nonce = null;
    }

    [Fact]
    public async Task An_answer_cannot_be_given_to_another_browser()
    {
        var callback = await CallbackAsync(gateway.Browser());
        var victim = gateway.Browser();
        await victim.OpenAsync("/bff/login");

        await NotSignedInAsync(victim, browser => browser.OpenAsync(callback));
    }

    [Fact]
    public async Task An_answer_serves_once()
    {
        var browser = gateway.Browser();
        var callback = await CallbackAsync(browser);
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.OpenAsync(callback)).StatusCode);

        Assert.Equal(HttpStatusCode.BadRequest, (await browser.OpenAsync(callback)).StatusCode);
    }

    [Fact]
    public async Task An_answer_that_comes_too_late_is_refused()
    {
        var browser = gateway.Browser();
        var callback = await CallbackAsync(browser);
        gateway.Clock.Advance(TimeSpan.FromMinutes(16));

        await NotSignedInAsync(browser, b => b.OpenAsync(callback));
    }

    [Theory]
    [InlineData("code")]
    [InlineData("state")]
    [InlineData("iss")]
    public async Task An_answer_with_a_part_missing_is_refused(string part)
    {
        var browser = gateway.Browser();
        var query = QueryHelpers.ParseQuery(new Uri(gateway.Origin + await CallbackAsync(browser)).Query);
        query.Remove(part);

        await NotSignedInAsync(browser, b => b.OpenAsync(QueryHelpers.AddQueryString("/bff/callback", query)));
    }

    [Fact]
    public async Task A_made_up_code_is_refused()
    {
        var browser = gateway.Browser();
        var query = QueryHelpers.ParseQuery(new Uri(gateway.Origin + await CallbackAsync(browser)).Query);
        query["code"] = "made-up";

        await NotSignedInAsync(browser, b => b.OpenAsync(QueryHelpers.AddQueryString("/bff/callback", query)));
    }

    [Fact]
    public async Task A_refusal_of_the_sign_in_page_is_shown_in_words_and_nothing_of_the_query_is()
    {
        var browser = gateway.Browser();
        var query = QueryHelpers.ParseQuery(new Uri(gateway.Origin + await CallbackAsync(browser)).Query);
        query.Remove("code");
        query["error"] = "access_denied";
        query["error_description"] = "<script>alert(1)</script>";

        var response = await browser.OpenAsync(QueryHelpers.AddQueryString("/bff/callback", query));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        var page = await response.Content.ReadAsStringAsync();
        Assert.Contains("You do not have access here.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("alert", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("\\\\evil.example")]
    [InlineData("https://evil.example")]
    [InlineData("https:evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/\t/evil.example")]
    [InlineData("/\n/evil.example")]
    [InlineData(" //evil.example")]
    [InlineData("tenants")]
    [InlineData("")]
    [InlineData("/é")]
    public async Task A_return_address_elsewhere_is_refused(string returnUrl)
    {
        var response = await gateway.Browser().OpenAsync("/bff/login?returnUrl=" + Uri.EscapeDataString(returnUrl));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    private static async Task<string> CallbackAsync(Browser browser)
    {
        var toSignIn = await browser.OpenAsync("/bff/login");
        return (await browser.OpenAsync(toSignIn.Headers.Location!.ToString())).Headers.Location!.PathAndQuery;
    }

    private static async Task NotSignedInAsync(Browser browser, Func<Browser, Task<HttpResponseMessage>> finish)
    {
        var response = await finish(browser);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        Assert.Null(browser.SessionId);
    }
}
