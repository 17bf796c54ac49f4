using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using StudioOps.Story;

namespace StudioOps.EndToEnd.Tests;

/// <summary>Whoever reads telemetry learns nothing about a person and gets nothing to sign in with: the run's own values are searched for.</summary>
[Collection(Graph.Name)]
public sealed partial class TelemetryPrivacyTests(Graph graph)
{
    [Fact]
    public async Task No_person_and_no_secret_of_the_run_appears_anywhere()
    {
        await graph.FirstAsync();
        Dictionary<string, string> sought = [];
        Keep(sought, "secrets.json", JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(await File.ReadAllTextAsync(Path.Combine(graph.Data, "secrets.json")))!.Values.Select(value => value.ToString()));
        foreach (var person in graph.Installation.People.EnumerateArray())
        {
            Keep(sought, "a person", [person.GetProperty("email").GetString()!, person.GetProperty("password").GetString()!, person.TryGetProperty("totpSecret", out var secret) ? secret.GetString()! : ""]);
        }

        var clientSecret = graph.Installation.Automation.ClientSecret;
        using var api = new Api(graph.Installation);
        var people = (await api.GetAsync("/api/v1/users?limit=100")).GetProperty("items").EnumerateArray().Select(user => user.GetProperty("name").GetString()!).ToList();
        Assert.Contains("Olivia Hart", people);
        Keep(sought, "a name", people);
        var account = await api.PostAsync("/api/v1/service-accounts", new { tenant = "northwind", name = "Private Eye", permissions = (string[])["tenants.read", "flags.evaluate"] }, HttpStatusCode.Created);
        using var member = new Api(graph.Installation, account.GetProperty("clientId").GetString()!, account.GetProperty("clientSecret").GetString()!);
        await member.GetAsync("/api/v1/tenants/northwind");
        Keep(sought, "a client secret", [clientSecret, account.GetProperty("clientSecret").GetString()!]);
        Keep(sought, "a token", [await api.TokenAsync(), await member.TokenAsync(), (await member.TokenAsync()).Split('.')[^1]]);
        await member.SendAsync(HttpMethod.Post, "/ofrep/v1/evaluate/flags/nobody.at.all@private.example", new { context = new { targetingKey = "targeted-person-77", email = "context@private.example" } });
        await api.SendAsync(HttpMethod.Get, "/api/v1/users?search=sought-person-88");
        Keep(sought, "what a caller said", ["targeted-person-77", "context@private.example", "sought-person-88"]);
        await SignInAsync(sought);

        // What was done last has been sent once a later request's span is there.
        var marker = await api.SendAsync(HttpMethod.Get, "/api/v1/plans");
        var trace = marker.Headers.GetValues("X-Correlation-Id").Single();
        await Testing.Eventually.TrueAsync(() => Task.FromResult(graph.Telemetry.Spans.Any(span => span.TraceId == trace && span.Service == "tenant")), "the last request's span has come");

        Assert.True(sought.Count > 50, $"{sought.Count} values are searched for");
        Assert.Empty(graph.Telemetry.Find(sought.Keys).Select(found => sought[found]));
        Assert.Empty(Texts().SelectMany(text => PersonOrToken().Matches(text)).Select(match => match.Value).Distinct());
    }

    [Fact]
    public void The_search_finds_what_is_there() =>
        Assert.Equal(["service.name"], graph.Telemetry.Find(["service.name", "nobody ever says this"]));

    private static void Keep(Dictionary<string, string> sought, string what, IEnumerable<string> values)
    {
        // Short ones, a plain "true" or a user's name in a connection string, are no secrets and in everything.
        foreach (var value in values.Where(value => value.Length >= 6))
        {
            sought[value] = $"{what}: {value}";
        }
    }

    private IEnumerable<string> Texts() =>
        graph.Telemetry.Spans.SelectMany(span => span.Attributes.Values.Concat(span.Events.SelectMany(one => one.Attributes.Values)).Append(span.Name))
            .Concat(graph.Telemetry.Logs.SelectMany(log => log.Attributes.Values.Append(log.Body)))
            .Concat(graph.Telemetry.Metrics.SelectMany(metric => metric.Points.SelectMany(point => point.Values)))
            .Select(value => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "").Distinct();

    /// <summary>A browser signs in and out: password, one-time code and cookies are searched for too.</summary>
    private async Task SignInAsync(Dictionary<string, string> sought)
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-quic", "--disable-background-networking"],
        });
        var page = await browser.NewPageAsync();
        var person = graph.Installation.People.EnumerateArray().Single(candidate => candidate.GetProperty("roles").EnumerateArray().Any(role => role.GetString() == "PLATFORM_MANAGER"));
        var back = graph.Installation.Gateway.GetLeftPart(UriPartial.Authority) + "/api/v1/status";
        page.SetDefaultTimeout(60_000);
        await page.GotoAsync(graph.Installation.Gateway + "bff/login?returnUrl=%2Fapi%2Fv1%2Fstatus");
        await page.GetByLabel("E-mail").FillAsync(person.GetProperty("email").GetString()!);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(person.GetProperty("password").GetString()!);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await page.GetByLabel("Code").FillAsync(await Totp.NextCodeAsync(person.GetProperty("totpSecret").GetString()!));
        await page.Locator("form button[type=submit]").First.ClickAsync();
        await page.WaitForURLAsync(back);
        var cookies = await page.Context.CookiesAsync();
        Assert.NotEmpty(cookies);
        Keep(sought, "a cookie", cookies.Select(cookie => cookie.Value));
    }

    // An e-mail address, or what begins like a signed token or one of our secrets.
    [GeneratedRegex(@"[\w.+-]+@[\w-]+\.[\w.]+|\beyJ[\w-]{10,}|\bsos_\w+")]
    private static partial Regex PersonOrToken();
}
