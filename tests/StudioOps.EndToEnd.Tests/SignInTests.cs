using System.Text.Json;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

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
        var person = graph.Installation.People.EnumerateArray().Single(candidate => candidate.GetProperty("roles").EnumerateArray().Any(held => held.GetString() == role));

        await page.GotoAsync(graph.Installation.Gateway.ToString());
        await ShotAsync(page, $"signed-out-{scheme}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Sign in" }).ClickAsync();
        await page.GetByLabel("E-mail").FillAsync(person.GetProperty("email").GetString()!);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(person.GetProperty("password").GetString()!);
        await ShotAsync(page, $"login-{scheme}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await page.GetByLabel("Code").FillAsync(Totp.Code(person.GetProperty("totpSecret").GetString()!, TimeProvider.System.GetUtcNow()));
        await ShotAsync(page, $"mfa-{scheme}");
        await page.Locator("form button[type=submit]").First.ClickAsync();

        await Assertions.Expect(page.GetByText("Northwind Studio").First).ToBeVisibleAsync(new() { Timeout = 15_000 });
        await Assertions.Expect(page.GetByText(role.Replace('_', ' ').ToLowerInvariant(), new() { Exact = true }).First).ToBeVisibleAsync();
        await ShotAsync(page, $"signed-in-{scheme}");
        Assert.DoesNotContain("eyJ", await page.EvaluateAsync<string>("JSON.stringify(localStorage) + JSON.stringify(sessionStorage) + document.cookie"), StringComparison.Ordinal);
        var cookie = Assert.Single(await page.Context.CookiesAsync(), cookie => cookie.Name.StartsWith("__Host-", StringComparison.Ordinal) && cookie.Name.Contains("studioops", StringComparison.Ordinal));
        Assert.True(cookie is { HttpOnly: true, Secure: true, Path: "/" });

        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Sign in" })).ToBeVisibleAsync(new() { Timeout = 15_000 });
        var after = await page.EvaluateAsync<int>("fetch('/bff/user').then(answer => answer.status)");
        Assert.Equal(401, after);
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
