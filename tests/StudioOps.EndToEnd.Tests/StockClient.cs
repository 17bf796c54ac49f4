using System.Diagnostics;
using Microsoft.Playwright;

namespace StudioOps.EndToEnd.Tests;

/// <summary>A page in a real browser with OpenFeature's own client in it, exactly as npm delivers it.</summary>
internal sealed class StockClient(IPage page)
{
    private static readonly string Folder = Path.Combine(Graph.Root, "clients", "typescript");

    private const string Html =
        """
        <!doctype html><title>A customer's page</title>
        <script type="importmap">{"imports":{
          "@openfeature/core":"/stock/@openfeature/core/dist/esm/index.js",
          "@openfeature/web-sdk":"/stock/@openfeature/web-sdk/dist/esm/index.js",
          "@openfeature/ofrep-core":"/stock/@openfeature/ofrep-core/index.esm.js",
          "@openfeature/ofrep-web-provider":"/stock/@openfeature/ofrep-web-provider/index.esm.js"}}</script>
        <script type="module">
          import { OpenFeature, ProviderEvents } from '@openfeature/web-sdk';
          import { OFREPWebProvider } from '@openfeature/ofrep-web-provider';
          window.follow = async (token, flag) => {
            const provider = new OFREPWebProvider({ baseUrl: location.origin, cacheMode: 'disabled', headers: [['Authorization', `Bearer ${token}`]] });
            await OpenFeature.setProviderAndWait(provider, { targetingKey: 'ada' });
            const client = OpenFeature.getClient();
            window.changes = [];
            window.value = () => client.getBooleanValue(flag, true);
            client.addHandler(ProviderEvents.ConfigurationChanged, () => window.changes.push({ at: performance.timeOrigin + performance.now(), value: window.value() }));
          };
        </script>
        """;

    /// <summary>Installs the client's packages, once per clone, and builds the sample page.</summary>
    public static async Task InstallAsync()
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules")))
        {
            await NpmAsync("ci", "--no-audit", "--no-fund", "--loglevel=error");
        }

        await NpmAsync("run", "sample", "--silent");
    }

    /// <summary>Opens the sample page, whose menu follows flags, on the gateway's origin.</summary>
    public static async Task<IPage> OpenSampleAsync(IBrowser browser, Uri gateway, string token)
    {
        var page = await browser.NewPageAsync();
        var built = Path.Combine(Folder, "sample", "dist");
        await page.RouteAsync("**/sample/**", route =>
        {
            var file = new Uri(route.Request.Url).AbsolutePath["/sample/".Length..];
            return route.FulfillAsync(new() { Path = Path.Combine(built, file.Length == 0 ? "index.html" : file), ContentType = file.EndsWith(".js", StringComparison.Ordinal) ? "text/javascript" : "text/html" });
        });
        await page.GotoAsync(new Uri(gateway, $"/sample/#token={token}&user=ada").ToString());
        return page;
    }

    private static async Task NpmAsync(params string[] arguments)
    {
        using var npm = Process.Start(new ProcessStartInfo("npm", arguments) { WorkingDirectory = Folder })!;
        await npm.WaitForExitAsync();
        Assert.Equal(0, npm.ExitCode);
    }

    /// <summary>Opens the page on the gateway's origin; only the page itself and the packages do not come from there.</summary>
    public static async Task<StockClient> OpenAsync(IBrowser browser, Uri gateway, string token, string flag)
    {
        var page = await browser.NewPageAsync();
        await page.RouteAsync("**/stock/**", route => route.FulfillAsync(new() { Path = Path.Combine(Folder, "node_modules", new Uri(route.Request.Url).AbsolutePath["/stock/".Length..]), ContentType = "text/javascript" }));
        await page.RouteAsync("**/stock.html", route => route.FulfillAsync(new() { Body = Html, ContentType = "text/html" }));
        await page.GotoAsync(new Uri(gateway, "/stock.html").ToString());
        await page.WaitForFunctionAsync("!!window.follow");
        await page.EvaluateAsync("([token, flag]) => window.follow(token, flag)", new[] { token, flag });
        return new StockClient(page);
    }

    public Task ShowsAsync(bool value, int withinMilliseconds = 60_000) =>
        page.WaitForFunctionAsync($"window.value() === {(value ? "true" : "false")}", null, new() { Timeout = withinMilliseconds, PollingInterval = 10 });

    /// <summary>How often the client said that something changed.</summary>
    public Task<int> ChangesAsync() => page.EvaluateAsync<int>("window.changes.length");
}
