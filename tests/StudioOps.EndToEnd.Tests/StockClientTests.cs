using System.Net;
using System.Text.Json;
using Microsoft.Playwright;
using StudioOps.Flags.Client;
using StudioOps.Flags.Engine;
using StudioOps.Story;

namespace StudioOps.EndToEnd.Tests;

/// <summary>OpenFeature's own browser client follows changes through the gateway, unmodified, and its next question is its acknowledgement.</summary>
[Collection(Graph.Name)]
public sealed class StockClientTests(Graph graph) : IAsyncLifetime
{
    private readonly string _flag = $"stock-{Guid.CreateVersion7():n}"[..24];
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private Api? _operator;
    private Api? _tenant;
    private JsonElement _account;

    private Api Operator => _operator!;

    public async Task InitializeAsync()
    {
        await StockClient.InstallAsync();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-quic", "--disable-background-networking"],
        });
        _operator = new Api(graph.Installation);
        await Operator.PostAsync("/api/v1/flags", new { key = _flag, type = "boolean" }, HttpStatusCode.Created);
        _account = await Operator.PostAsync(
            "/api/v1/service-accounts", new { tenant = "northwind", name = "A customer's page", permissions = new[] { "flags.evaluate", "profile.read" } }, HttpStatusCode.Created);
        _tenant = new Api(graph.Installation, _account.GetProperty("clientId").GetString()!, _account.GetProperty("clientSecret").GetString()!);
    }

    public async Task DisposeAsync()
    {
        _operator?.Dispose();
        _tenant?.Dispose();
        await _browser!.DisposeAsync();
        _playwright!.Dispose();
    }

    [Fact]
    public async Task Pages_follow_an_override_and_a_kill_and_the_kill_says_how_many_have_it()
    {
        var pages = await Task.WhenAll(PageAsync(), PageAsync(), PageAsync());
        await Task.WhenAll(pages.Select(page => page.ShowsAsync(false)));

        await OverrideAsync(true);
        await Task.WhenAll(pages.Select(page => page.ShowsAsync(true)));
        var killed = await Operator.PostAsync($"/api/v1/flags/{_flag}/kill", new { reason = "it burns" });
        await Task.WhenAll(pages.Select(page => page.ShowsAsync(false)));

        var path = $"/api/v1/flags/propagations/{killed.GetProperty("revision").GetInt64()}";
        // Streams of pages closed before may still count as connected for a moment: they leave.
        await Api.UntilAsync(async () => (await Operator.GetAsync(path)).GetProperty("complete").GetBoolean(), TimeSpan.FromSeconds(60), "every page acknowledged");
        var propagation = await Operator.GetAsync(path);
        Assert.True(killed.GetProperty("propagation").GetProperty("clients").GetInt32() >= pages.Length, killed.ToString());
        Assert.True(propagation.GetProperty("acknowledged").GetInt32() >= pages.Length, propagation.ToString());
        Assert.True(propagation.GetProperty("milliseconds").GetDouble() > 0, propagation.ToString());
        Assert.All(await Task.WhenAll(pages.Select(page => page.ChangesAsync())), changes => Assert.True(changes >= 2));
    }

    [Fact]
    public async Task A_menu_written_with_the_react_sdk_follows_flags_live()
    {
        var page = await StockClient.OpenSampleAsync(_browser!, graph.Installation.Gateway, await _tenant!.TokenAsync());
        var always = page.GetByRole(AriaRole.Link, new() { Name = "Finances", Exact = true });
        var gated = page.GetByRole(AriaRole.Link, new() { Name = "Knowledge Base", Exact = true });
        await Assertions.Expect(always).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await OverrideAsync(false, "knowledge_base_enabled");
        await Assertions.Expect(gated).ToHaveCountAsync(0, new() { Timeout = 60_000 });

        await OverrideAsync(true, "knowledge_base_enabled");
        await Assertions.Expect(gated).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await OverrideAsync(false, "knowledge_base_enabled");
        await Assertions.Expect(gated).ToHaveCountAsync(0, new() { Timeout = 60_000 });
        await Assertions.Expect(always).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_service_with_an_account_of_its_tenant_follows_flags_through_the_gateway()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddStudioOpsFlags(options =>
            (options.Endpoint, options.ClientId, options.ClientSecret) = (graph.Installation.Gateway, _account.GetProperty("clientId").GetString(), _account.GetProperty("clientSecret").GetString()));
        using var host = builder.Build();
        await host.StartAsync();
        var flags = host.Services.GetRequiredService<FlagClient>();

        await OverrideAsync(true);
        await Api.UntilAsync(() => Task.FromResult(flags.IsEnabled(_flag, EvaluationContext.Anonymous)), TimeSpan.FromSeconds(60), "the flag is on in the service");
        Assert.Equal(FlagClientState.Live, flags.State);
        await host.StopAsync();
    }

    [Fact]
    public async Task Who_asks_who_they_are_hears_their_flags()
    {
        await OverrideAsync(true);

        await Api.UntilAsync(
            async () => await _tenant!.GetAsync("/api/v1/me") is var me && me.GetProperty("feature_flags_state").GetString() == "current"
                && me.GetProperty("feature_flags").TryGetProperty(_flag, out var value) && value.GetBoolean(),
            TimeSpan.FromSeconds(60), "the flag is on, and current");
    }

    [Fact]
    public async Task A_page_is_right_again_after_the_service_was_killed_under_it()
    {
        var page = await PageAsync();
        await page.ShowsAsync(false);

        await graph.Installation.ResourceAsync("kill", "flag-evaluation");
        await OverrideAsync(true);

        await page.ShowsAsync(true);
    }

    private async Task<StockClient> PageAsync() => await StockClient.OpenAsync(_browser!, graph.Installation.Gateway, await _tenant!.TokenAsync(), _flag);

    private Task<TimeSpan> OverrideAsync(bool value, string? flag = null) =>
        Api.UntilAsync(async () => await TryOverrideAsync(value, flag ?? _flag) == HttpStatusCode.OK, TimeSpan.FromSeconds(60), "the service takes a change");

    private async Task<HttpStatusCode> TryOverrideAsync(bool value, string flag)
    {
        using var answer = await Operator.SendAsync(HttpMethod.Put, "/api/v1/overrides", new { flag, tenant = "northwind", value, reason = "a test asked for it" });
        return answer.StatusCode;
    }
}
