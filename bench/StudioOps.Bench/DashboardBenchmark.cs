using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using StudioOps.Hosting.Processes;

namespace StudioOps.Bench;

/// <summary>The dashboard as a receiver: spans a second beside a bare endpoint that reads the same bytes, memory with everything full, search.</summary>
internal static class DashboardBenchmark
{
    private const int Connections = 4;
    private const int Batches = 1_000;
    private const int Searches = 30;
    private const string Token = "bench";

    public static async Task<int> RunAsync()
    {
        var (bareAddress, address) = (Address(), Address());
        var bench = typeof(DashboardBenchmark).Assembly.Location;
        var bare = ManagedProcess.Start(new ProcessSpec("dotnet", bench, "bare-read", bareAddress));
        var dashboard = ManagedProcess.Start(new ProcessSpec("dotnet", Path.Combine(Path.GetDirectoryName(bench)!, "StudioOps.Dashboard.dll"), $"--urls={address}", $"--Dashboard:Token={Token}"));
        try
        {
            using var reference = new HttpClient { BaseAddress = new Uri(bareAddress) };
            using var http = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer() }) { BaseAddress = new Uri(address) };
            await ReadyAsync(reference);
            await ReadyAsync(http);
            var empty = Memory(dashboard.Pid);
            var spans = TelemetryLoad.Spans().ToList();
            await SendAsync(reference, "/v1/traces", spans, Batches / 10);
            await SendAsync(http, "/v1/traces", spans, Batches / 10);
            var bareRate = await SendAsync(reference, "/v1/traces", spans, Batches);
            var rate = await SendAsync(http, "/v1/traces", spans, Batches);

            Console.WriteLine("Filling every store beyond its limit ...");
            await SendAsync(http, "/v1/logs", [.. TelemetryLoad.Logs(120_000)], passes: 0);
            await SendAsync(http, "/v1/metrics", [.. TelemetryLoad.Points(series: 5_000, times: 120)], passes: 0);
            using var welcome = await http.GetAsync(new Uri($"/login?t={Token}", UriKind.Relative));
            var counts = await CountsAsync(http);
            Console.WriteLine($"  {counts}");
            var full = Memory(dashboard.Pid);
            var found = await SearchAsync(http, "no such words anywhere");
            var attribute = await SearchAsync(http, "order-11999");
            return Table.Print("dashboard (reference: a bare endpoint that reads the same bytes)",
            [
                new("spans taken a second, parsed and kept", rate * TelemetryLoad.SpansPerBatch, bareRate * TelemetryLoad.SpansPerBatch, "/s", null),
                new("memory, nothing received", empty, null, "MB", null),
                new("memory, 100 000 spans, 100 000 logs, 500 000 points", full, null, "MB", 600),
                new("search of 100 000 logs for what is not there, p99", Table.Percentile(found, 99), null, "ms", 300),
                new("search of 100 000 logs for one attribute, p99", Table.Percentile(attribute, 99), null, "ms", 300),
                new("spans dropped because the stores were behind", counts.GetProperty("dropped").GetProperty("traces").GetInt64(), null, "", 0),
            ]);
        }
        finally
        {
            await dashboard.StopAsync();
            await bare.StopAsync();
        }
    }

    /// <summary>Sends batches over some connections, each batch once or the list over and over; batches a second.</summary>
    private static async Task<double> SendAsync(HttpClient http, string path, List<byte[]> batches, int passes)
    {
        var (next, count, clock) = (-1, passes == 0 ? batches.Count : passes, Stopwatch.StartNew());
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(async () =>
        {
            for (int number; (number = Interlocked.Increment(ref next)) < count;)
            {
                using var content = new ByteArrayContent(batches[number % batches.Count]);
                content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
                using var answer = await http.PostAsync(new Uri(path, UriKind.Relative), content);
                answer.EnsureSuccessStatusCode();
            }
        })));
        return count / clock.Elapsed.TotalSeconds;
    }

    private static async Task<List<double>> SearchAsync(HttpClient http, string text)
    {
        var took = new List<double>();
        for (var time = 0; time < Searches + 5; time++)
        {
            var clock = Stopwatch.StartNew();
            await http.GetStringAsync(new Uri($"/api/logs?text={Uri.EscapeDataString(text)}", UriKind.Relative));
            took.Add(clock.Elapsed.TotalMilliseconds);
        }

        return took[5..];
    }

    /// <summary>The counts once the queue behind the receiver is empty: they no longer change.</summary>
    private static async Task<JsonElement> CountsAsync(HttpClient http)
    {
        var (before, pace) = (string.Empty, new PeriodicTimer(TimeSpan.FromMilliseconds(500)));
        while (true)
        {
            var counts = JsonSerializer.Deserialize<JsonElement>(await http.GetStringAsync(new Uri("/api/overview", UriKind.Relative))).GetProperty("counts");
            if (counts.ToString() == before)
            {
                return counts;
            }

            before = counts.ToString();
            await pace.WaitForNextTickAsync();
        }
    }

    private static async Task ReadyAsync(HttpClient http)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri("/health", UriKind.Relative), deadline.Token);
                return;
            }
            catch (HttpRequestException)
            {
                await pace.WaitForNextTickAsync(deadline.Token);
            }
        }
    }

    private static string Address() => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Ports.Free()}");

    private static double Memory(int pid) => double.Parse(
        File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/status")).Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture) / 1024;
}
