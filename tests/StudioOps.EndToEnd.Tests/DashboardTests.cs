using System.Text.Json;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using StudioOps.Story;

namespace StudioOps.EndToEnd.Tests;

/// <summary>The dashboard's link is opened and one customer's life is followed from the gateway to a mail and the lines it wrote, with the mouse alone.</summary>
[Collection(Graph.Name)]
public sealed class DashboardTests(Graph graph) : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async Task InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-quic", "--disable-background-networking"],
        });
    }

    public async Task DisposeAsync()
    {
        await _browser!.DisposeAsync();
        _playwright!.Dispose();
    }

    [Fact]
    public async Task A_smoke_is_followed_from_the_gateway_to_the_mail_step_and_its_lines()
    {
        await using var told = new StringWriter();
        Assert.True(await new CustomerStory(graph.Installation, told).RunAsync(), told.ToString());
        await FollowAsync(ColorScheme.Light);
        await FollowAsync(ColorScheme.Dark);
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Every_view_shows_what_runs_and_axe_finds_nothing(ColorScheme scheme)
    {
        var page = await OpenAsync(scheme);
        var errors = new List<string>();
        page.PageError += (_, error) => errors.Add(error);
        foreach (var (view, shown) in ((string, string)[])[("Console", "lines"), ("Structured logs", "information"), ("Traces", "tenant"), ("Metrics", "instruments")])
        {
            await page.GetByRole(AriaRole.Link, new() { Name = view }).First.ClickAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync(shown, new() { IgnoreCase = true });
            await ShotAsync(page, $"dashboard-{view.Replace(' ', '-')}-{scheme}");
        }

        Assert.Empty(errors);
    }

    [Fact]
    public async Task A_click_on_a_resources_command_makes_a_demo_tenant()
    {
        using var api = new Api(graph.Installation);
        var page = await OpenAsync(ColorScheme.Light);
        await page.GetByRole(AriaRole.Grid, new() { Name = "Resources" }).GetByText("tenant", new() { Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a demo tenant" }).ClickAsync();

        await Api.UntilAsync(
            async () => (await api.GetAsync("/api/v1/tenants?q=demo-")).GetProperty("items").EnumerateArray().Any(tenant =>
                tenant.GetProperty("slug").GetString()!.StartsWith("demo-", StringComparison.Ordinal) && tenant.GetProperty("status").GetString() == "active"),
            TimeSpan.FromSeconds(60), "a demo tenant is active");
    }

    private async Task FollowAsync(ColorScheme scheme)
    {
        var page = await OpenAsync(scheme);
        await Assertions.Expect(Rows(page, "Resources", "provisioning").First).ToContainTextAsync("Healthy");
        await ShotAsync(page, $"dashboard-resources-{scheme}");

        // The story stops the mail server once, so one creation has a mail step in it that failed and said why.
        await page.GetByRole(AriaRole.Link, new() { Name = "Traces" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Switch, new() { Name = "Only errors" }).ClickAsync();
        var creations = Rows(page, "Traces", "POST /api/v1/tenants").Filter(new() { HasText = "provisioning" });
        var spans = page.GetByRole(AriaRole.Treegrid, new() { Name = "Spans" });
        var detail = page.GetByRole(AriaRole.Complementary, new() { Name = "Details of the span" });
        var said = detail.GetByRole(AriaRole.Link).Filter(new() { HasText = "onboarding-mail" });
        for (var number = 0; number < 40; number++)
        {
            await creations.First.WaitForAsync();
            await creations.Nth(number % await creations.CountAsync()).ClickAsync();
            await Assertions.Expect(spans.GetByRole(AriaRole.Row).Filter(new() { HasText = "gateway" }).First).ToBeVisibleAsync();
            var step = spans.GetByRole(AriaRole.Row).Filter(new() { HasText = "step onboarding-mail" }).First;
            await ScrollToAsync(page, spans, step);
            await step.ClickAsync();
            if (await AppearsAsync(said.First))
            {
                await LookAtLineAsync(page, detail, said.First, scheme);
                return;
            }

            await page.GetByRole(AriaRole.Link, new() { Name = "All traces" }).First.ClickAsync();
        }

        Assert.Fail("No creation has a mail step with a line of its own.");
    }

    private static async Task LookAtLineAsync(IPage page, ILocator detail, ILocator said, ColorScheme scheme)
    {
        await Assertions.Expect(detail).ToContainTextAsync("provisioning");
        await ShotAsync(page, $"dashboard-trace-{scheme}");
        await said.ClickAsync();
        var line = page.GetByRole(AriaRole.Complementary, new() { Name = "Details of the log line" });
        await Assertions.Expect(line).ToContainTextAsync("onboarding-mail");
        await Assertions.Expect(line).ToContainTextAsync("provisioning");
        await ShotAsync(page, $"dashboard-line-{scheme}");
    }

    private async Task<IPage> OpenAsync(ColorScheme scheme)
    {
        var page = await _browser!.NewPageAsync(new BrowserNewPageOptions { ColorScheme = scheme, ViewportSize = new ViewportSize { Width = 1440, Height = 900 } });
        page.SetDefaultTimeout(60_000);
        await page.GotoAsync(await LinkAsync());
        return page;
    }

    private static async Task<string> LinkAsync()
    {
        var status = JsonSerializer.Deserialize<JsonElement>((await Graph.RunAsync("--status", "--json")).Output);
        return status.GetProperty("resources").EnumerateArray().Single(resource => resource.GetProperty("name").GetString() == "dashboard")
            .GetProperty("urls")[0].GetProperty("url").GetString()!;
    }

    private static ILocator Rows(IPage page, string grid, string text) =>
        page.GetByRole(AriaRole.Grid, new() { Name = grid }).GetByRole(AriaRole.Row).Filter(new() { HasText = text });

    private static async Task<bool> AppearsAsync(ILocator wanted)
    {
        try
        {
            await wanted.WaitForAsync(new LocatorWaitForOptions { Timeout = 5_000 });
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>A long list holds only the rows in sight, so the wheel is turned until the wanted one is.</summary>
    private static async Task ScrollToAsync(IPage page, ILocator list, ILocator wanted)
    {
        await list.HoverAsync();
        for (var turns = 0; turns < 200 && !await wanted.IsVisibleAsync(); turns++)
        {
            await page.Mouse.WheelAsync(0, 300);
            await page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
        }

        await wanted.ScrollIntoViewIfNeededAsync();
    }

    private static async Task ShotAsync(IPage page, string name)
    {
        var shots = Path.Combine(Graph.Root, "TestResults", "screenshots");
        Directory.CreateDirectory(shots);
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(shots, name.ToLowerInvariant() + ".png") });
        var found = (await page.RunAxe()).Violations;
        Assert.True(found.Length == 0, $"{name}: {JsonSerializer.Serialize(found.Select(violation => new { violation.Id, violation.Help, Nodes = violation.Nodes.Select(node => node.Html) }))}");
    }
}
