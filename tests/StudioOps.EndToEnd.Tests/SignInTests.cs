using System.Text.Json;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Npgsql;
using StudioOps.Story;
using StudioOps.Testing;

namespace StudioOps.EndToEnd.Tests;

/// <summary>An operator signs in with password and authenticator, sees the tenants, and signs out, in a real browser.</summary>
public abstract class SignInTests(Graph graph) : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async Task InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-quic", "--disable-background-networking", .. graph.BrowserArguments],
        });
    }

    public async Task DisposeAsync()
    {
        await _browser!.DisposeAsync();
        _playwright!.Dispose();
    }

    [Theory]
    [InlineData(ColorScheme.Light, "SUPERUSER")]
    [InlineData(ColorScheme.Dark, "PLATFORM_SUPPORT")]
    public async Task An_operator_signs_in_sees_the_tenants_and_signs_out(ColorScheme scheme, string role)
    {
        var page = await _browser!.NewPageAsync(new BrowserNewPageOptions { ColorScheme = scheme });
        await SignInAsync(page, role, step => ShotAsync(page, $"{step}-{scheme}"));

        await Assertions.Expect(page.GetByText(role.Replace('_', ' ').ToLowerInvariant(), new() { Exact = true }).First).ToBeVisibleAsync();
        await ShotAsync(page, $"signed-in-{scheme}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Northwind Studio" }).ClickAsync();
        await Eventually.CompleteAsync(
            () => new[] { "studioops.page.load.duration", "studioops.page.navigation.duration" }.Except(graph.Telemetry.Metrics.Select(metric => metric.Name)),
            "what the browser waited for was measured");
        Assert.DoesNotContain("eyJ", await page.EvaluateAsync<string>("JSON.stringify(localStorage) + JSON.stringify(sessionStorage) + document.cookie"), StringComparison.Ordinal);
        var cookie = Assert.Single(await page.Context.CookiesAsync(), cookie => cookie.Name.StartsWith("__Host-", StringComparison.Ordinal) && cookie.Name.Contains("studioops", StringComparison.Ordinal));
        Assert.True(cookie is { HttpOnly: true, Secure: true, Path: "/" });

        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Sign in" })).ToBeVisibleAsync();
        var after = await page.EvaluateAsync<int>("fetch('/bff/user').then(answer => answer.status)");
        Assert.Equal(401, after);
    }

    [Fact]
    public async Task A_sign_in_ended_at_identity_ends_the_browsers_session_and_the_gateway_was_told()
    {
        await using var context = await _browser!.NewContextAsync();
        var page = await context.NewPageAsync();
        await SignInAsync(page, "PLATFORM_MANAGER", _ => Task.CompletedTask);
        Assert.Equal(200, await UserAsync(page));

        // At identity itself: the gateway is asked nothing, it has to hear of it.
        var elsewhere = await context.NewPageAsync();
        await elsewhere.GotoAsync(new Uri(graph.Installation.Gateway, "/account/logout").ToString());
        await elsewhere.Locator("form button[type=submit]").First.ClickAsync();

        await Api.UntilAsync(async () => await UserAsync(page) == 401, TimeSpan.FromSeconds(60), "the browser's session is refused");
        await Api.UntilAsync(async () => await CountAsync("select count(*) from logout_notices") == 0, TimeSpan.FromSeconds(60), "the gateway took the logout token");
        Assert.True(await CountAsync("select count(*) from sign_in_sessions where ended_at is not null") > 0);
    }

    private static Task<int> UserAsync(IPage page) => page.EvaluateAsync<int>("fetch('/bff/user').then(answer => answer.status)");

    private async Task<long> CountAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(graph.Installation.Database("identity"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Types e-mail, password and code; shows each page on the way.</summary>
    private async Task SignInAsync(IPage page, string role, Func<string, Task> show)
    {
        var person = graph.Installation.People.EnumerateArray().Single(candidate => candidate.GetProperty("roles").EnumerateArray().Any(held => held.GetString() == role));
        page.SetDefaultTimeout(60_000);
        await page.GotoAsync(graph.Installation.Gateway.ToString());
        await show("signed-out");
        await page.GetByRole(AriaRole.Link, new() { Name = "Sign in" }).ClickAsync();
        await page.GetByLabel("E-mail").FillAsync(person.GetProperty("email").GetString()!);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(person.GetProperty("password").GetString()!);
        await show("login");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await page.GetByLabel("Code").WaitForAsync();
        await show("mfa");
        await page.GetByLabel("Code").FillAsync(await Totp.NextCodeAsync(person.GetProperty("totpSecret").GetString()!));
        await page.Locator("form button[type=submit]").First.ClickAsync();
        await Assertions.Expect(page.GetByText("Northwind Studio").First).ToBeVisibleAsync();
    }

    private static async Task ShotAsync(IPage page, string name)
    {
        var shots = Path.Combine(Graph.Root, "TestResults", "screenshots");
        Directory.CreateDirectory(shots);
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(shots, name.ToLowerInvariant() + ".png"), FullPage = true });
        var found = (await page.RunAxe()).Violations;
        Assert.True(found.Length == 0, $"{name}: {JsonSerializer.Serialize(found.Select(violation => new { violation.Id, violation.Help, Nodes = violation.Nodes.Select(node => node.Html) }))}");
    }
}

[Collection(Graph.Name)]
public sealed class PlainSignInTests(Graph graph) : SignInTests(graph);

[Collection(TlsGraph.Name)]
public sealed class TlsSignInTests(TlsGraph graph) : SignInTests(graph);
