using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using StudioOps.Story;

namespace StudioOps.Bench;

/// <summary>OFREP over HTTP with everything on: at the service beside flags decided by hand on bare Kestrel, and through the gateway beside a bare YARP.</summary>
internal static partial class HttpBenchmark
{
    private const double AimAtService = 0.5;
    private const double AimThroughGateway = 0.7;
    private const int ProxyPort = 18082;

    private static readonly string[] Evaluate = ["flags.evaluate"];

    public static async Task<int> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("studioops-bench-wrk-");
        try
        {
            Console.WriteLine("Starting ...");
            await Graph.StartAsync();
            var installation = await Installation.FindAsync(Directory.GetCurrentDirectory());
            using var api = new Api(installation);
            var account = await api.PostAsync("/api/v1/service-accounts", new { tenant = "northwind", name = "bench", permissions = Evaluate }, HttpStatusCode.Created);
            using var tenant = new Api(installation, account.GetProperty("clientId").GetString()!, account.GetProperty("clientSecret").GetString()!);
            await using var hand = await BareProcess.StartAsync();
            var (service, through) = (new List<Row>(), new List<Row>());
            var tails = new List<Row>();

            Console.WriteLine("Warming up ...");
            await WarmUpAsync();
            await MeasureAsync("one flag", "/ofrep/v1/evaluate/flags/stripe_payments", "/hand/1", null);
            var flags = (await tenant.GetAsync("/api/v1/flags/active")).GetProperty("flags").EnumerateObject().Count();
            await MeasureAsync($"all {flags} flags", "/ofrep/v1/evaluate/flags", $"/hand/{flags}", null);
            foreach (var wanted in new[] { 100, 350 })
            {
                for (; flags < wanted; flags++)
                {
                    await api.PostAsync("/api/v1/flags", new { key = $"bench-{flags}", type = "boolean" }, HttpStatusCode.Created);
                }

                await MeasureAsync($"all {wanted} flags", "/ofrep/v1/evaluate/flags", $"/hand/{wanted}", null);
            }

            using var tagged = await tenant.SendAsync(HttpMethod.Post, "/ofrep/v1/evaluate/flags", new { context = new { targetingKey = "bench" } });
            await MeasureAsync("all 350 flags, 304", "/ofrep/v1/evaluate/flags", "/hand/unchanged", tagged.Headers.ETag!.Tag);

            tails.Add(await MeAsync(api, installation));
            Table.Print("flags-http, at the service (wrk, 32 connections, everything on; reference: flags decided by hand on bare Kestrel, same run)", service);
            Table.Print("flags-http, through the gateway (reference: a bare YARP before the same service, same run)", through);
            var slow = Table.Print("flags-http, how long a caller waits (p99 with 32 connections; the median of one caller for /api/v1/me)", tails);
            return Least("at the service", service, AimAtService) | Least("through the gateway", through, AimThroughGateway) | slow;

            // Compiled in haste at first, and again where it runs often: whoever is measured first would pay for all.
            async Task WarmUpAsync()
            {
                var wrk = new Wrk(Path.Combine(folder.FullName, "ask.lua"), await tenant.TokenAsync(), null);
                foreach (var root in new[] { installation.Address("flag-evaluation"), installation.Gateway })
                {
                    await wrk.RunAsync(new Uri(root, "/ofrep/v1/evaluate/flags"));
                    await wrk.RunAsync(new Uri(root, "/ofrep/v1/evaluate/flags/stripe_payments"));
                }
            }

            async Task MeasureAsync(string what, string path, string byHand, string? etag)
            {
                Console.WriteLine($"Measuring {what} ...");
                using var proxy = Process.Start(new ProcessStartInfo(
                    Environment.ProcessPath!, [typeof(HttpBenchmark).Assembly.Location, "bare-proxy", $"http://127.0.0.1:{ProxyPort}", installation.Address("flag-evaluation").ToString()]))!;
                try
                {
                    await Api.UntilAsync(() => GatewayBenchmark.ListensAsync(new Uri($"http://127.0.0.1:{ProxyPort}")), TimeSpan.FromSeconds(60), "the bare proxy listens");
                    var wrk = new Wrk(Path.Combine(folder.FullName, "ask.lua"), await tenant.TokenAsync(), etag);
                    var ours = await wrk.RunAsync(new Uri(installation.Address("flag-evaluation"), path));
                    var floor = await wrk.RunAsync(new Uri(hand.Address + byHand));
                    var gateway = await wrk.RunAsync(new Uri(installation.Gateway, path));
                    var yarp = await wrk.RunAsync(new Uri($"http://127.0.0.1:{ProxyPort}{path}"));
                    service.Add(new(what, ours.PerSecond, floor.PerSecond, "req/s", null));
                    through.Add(new(what, gateway.PerSecond, yarp.PerSecond, "req/s", null));
                    tails.Add(new(what + ", at the service", ours.P99, floor.P99, "ms", 5));
                    if (service.Count == 1)
                    {
                        tails.Add(new(what + ", through the gateway", gateway.P99, yarp.P99, "ms", 10));
                    }
                }
                finally
                {
                    proxy.Kill();
                    await proxy.WaitForExitAsync();
                }
            }
        }
        finally
        {
            await Graph.StopAsync();
            Graph.Forget();
            folder.Delete(recursive: true);
        }
    }

    /// <summary>What flags add to asking who one is: the same account but for the permission, in turn.</summary>
    private static async Task<Row> MeAsync(Api api, Installation installation)
    {
        Console.WriteLine("Measuring /api/v1/me ...");
        using var with = await AccountAsync("profile.read", "flags.evaluate");
        using var without = await AccountAsync("profile.read");
        var (flags, none) = (new List<double>(), new List<double>());
        for (var i = 0; i < 600; i++)
        {
            var (asked, times) = i % 2 == 0 ? (with, flags) : (without, none);
            var clock = Stopwatch.GetTimestamp();
            await asked.GetAsync("/api/v1/me");
            times.Add(Stopwatch.GetElapsedTime(clock).TotalMilliseconds);
        }

        var bare = Table.Percentile(none[100..], 50);
        return new("/api/v1/me with flags, reference without", Table.Percentile(flags[100..], 50), bare, "ms", bare + 5);

        async Task<Api> AccountAsync(params string[] permissions)
        {
            var account = await api.PostAsync("/api/v1/service-accounts", new { tenant = "northwind", name = "bench", permissions }, HttpStatusCode.Created);
            return new Api(installation, account.GetProperty("clientId").GetString()!, account.GetProperty("clientSecret").GetString()!);
        }
    }

    private static int Least(string where, List<Row> rows, double aim)
    {
        var least = rows.Min(row => row.Ours / row.Reference!.Value);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"least ratio {where} {least:0.00}, aim at least {aim}: {(least >= aim ? "met" : "MISSED")}"));
        return least >= aim ? 0 : 1;
    }

    /// <summary>The same question over and over.</summary>
    private sealed partial record Wrk(string Script, string Token, string? ETag)
    {
        public async Task<(double PerSecond, double P99)> RunAsync(Uri address)
        {
            await File.WriteAllLinesAsync(Script,
            [
                "wrk.method = 'POST'", """wrk.body = '{"context":{"targetingKey":"bench"}}'""", "wrk.headers['Content-Type'] = 'application/json'",
                $"wrk.headers['Authorization'] = 'Bearer {Token}'", ETag is null ? "" : $"wrk.headers['If-None-Match'] = '{ETag}'",
            ]);
            await OnceAsync(address, 2);   // warms up
            var output = await OnceAsync(address, 6);
            // wrk counts a 304 as success; anything it does not would be measured as an answer that nobody wanted.
            if (output.Contains("Non-2xx", StringComparison.Ordinal) || PerSecond().Match(output) is not { Success: true } rate || P99().Match(output) is not { Success: true } tail)
            {
                throw new InvalidOperationException($"wrk {address}: {output}");
            }

            var unit = tail.Groups[2].Value switch { "us" => 0.001, "ms" => 1, _ => 1000 };
            return (double.Parse(rate.Groups[1].ValueSpan, CultureInfo.InvariantCulture), double.Parse(tail.Groups[1].ValueSpan, CultureInfo.InvariantCulture) * unit);
        }

        private async Task<string> OnceAsync(Uri address, int seconds)
        {
            using var wrk = Process.Start(new ProcessStartInfo("wrk", ["-t2", "-c32", $"-d{seconds}s", "--latency", "-s", Script, address.ToString()]) { RedirectStandardOutput = true })!;
            var output = await wrk.StandardOutput.ReadToEndAsync();
            await wrk.WaitForExitAsync();
            return output;
        }
    }

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex PerSecond();

    [GeneratedRegex(@"99%\s+([\d.]+)(us|ms|s)")]
    private static partial Regex P99();
}
