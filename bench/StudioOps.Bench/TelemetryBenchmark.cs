using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using StudioOps.Story;

namespace StudioOps.Bench;

/// <summary>What measuring costs a request: two more copies of a running service, one told where to send its telemetry and one not, asked the same in turns.</summary>
internal static class TelemetryBenchmark
{
    private const int Rounds = 40;
    private const int Block = 250;

    public static async Task<int> RunAsync()
    {
        try
        {
            Console.WriteLine("Starting ...");
            await Graph.StartAsync();
            var installation = await Installation.FindAsync(Directory.GetCurrentDirectory());
            using var api = new Api(installation);
            await api.GetAsync("/api/v1/tenants");
            var tenant = await MeasureAsync("tenant", api, () => new HttpRequestMessage(HttpMethod.Get, "/api/v1/tenants/northwind"));
            var flag = await MeasureAsync("flag-evaluation", api, () => new HttpRequestMessage(HttpMethod.Post, "/ofrep/v1/evaluate/flags/ai_agents_enabled")
            {
                Content = new StringContent("""{"context":{"targetingKey":"bench","tenant":"northwind"}}""", Encoding.UTF8, "application/json"),
            });
            return Table.Print("telemetry (every span sent; reference: the same service beside it with telemetry off, asked in turns)",
            [
                new("GET of a tenant, p50", tenant.On, tenant.Off, "ms", null),
                new("processor time of it", tenant.OnCpu, tenant.OffCpu, "ms", null),
                new("cost of telemetry on the request", tenant.Percent, null, "%", 5),
                new("one flag over OFREP, from memory, p50", flag.On, flag.Off, "ms", null),
                new("processor time of it", flag.OnCpu, flag.OffCpu, "ms", null),
            ]);
        }
        finally
        {
            await Graph.StopAsync();
            Graph.Forget();
        }
    }

    private static async Task<Measured> MeasureAsync(string service, Api api, Func<HttpRequestMessage> request)
    {
        Console.WriteLine($"Two copies of {service}, {Rounds} rounds of {Block} requests each ...");
        var like = (await Graph.StatusAsync()).GetProperty("resources").EnumerateArray().Single(resource => resource.GetProperty("name").GetString() == service).GetProperty("pid").GetInt32();
        using var on = await Copy.StartAsync(like, telemetry: true);
        using var off = await Copy.StartAsync(like, telemetry: false);
        foreach (var copy in new[] { on, off, on, off })
        {
            await copy.AskAsync(request, await api.TokenAsync(), Block * 4);
        }

        on.Forget();
        off.Forget();
        var costs = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            var token = await api.TokenAsync();
            var (first, second) = round % 2 == 0 ? (on, off) : (off, on);
            var (one, other) = (await first.AskAsync(request, token, Block), await second.AskAsync(request, token, Block));
            var (with, without) = round % 2 == 0 ? (one, other) : (other, one);
            costs.Add(((with / without) - 1) * 100);
        }

        return new Measured(Table.Percentile(on.Took, 50), Table.Percentile(off.Took, 50), on.CpuPerRequest, off.CpuPerRequest, Table.Percentile(costs, 50));
    }

    /// <param name="On">Milliseconds of the median request that is measured.</param>
    /// <param name="Off">And of one that is not.</param>
    /// <param name="OnCpu">Processor milliseconds per request, background work included.</param>
    /// <param name="OffCpu">The same without telemetry.</param>
    /// <param name="Percent">Median over the rounds of how much longer, in percent.</param>
    private sealed record Measured(double On, double Off, double OnCpu, double OffCpu, double Percent);

    /// <summary>One more process of a service, with the environment of the one that runs.</summary>
    private sealed class Copy : IDisposable
    {
        private readonly Process _process;
        private readonly HttpClient _http;
        private double _cpu;

        private Copy(Process process, Uri address) => (_process, _http) = (process, new HttpClient { BaseAddress = address });

        public List<double> Took { get; } = [];

        public double CpuPerRequest => _cpu * 1000 / Took.Count;

        public static async Task<Copy> StartAsync(int like, bool telemetry)
        {
            var command = (await File.ReadAllTextAsync($"/proc/{like}/cmdline")).Split('\0', StringSplitOptions.RemoveEmptyEntries);
            var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort()}"));
            var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, WorkingDirectory = new FileInfo($"/proc/{like}/cwd").LinkTarget };
            start.Environment.Clear();
            foreach (var variable in (await File.ReadAllTextAsync($"/proc/{like}/environ")).Split('\0', StringSplitOptions.RemoveEmptyEntries))
            {
                var at = variable.IndexOf('=', StringComparison.Ordinal);
                if (telemetry || !variable.StartsWith("OTEL_", StringComparison.Ordinal))
                {
                    start.Environment[variable[..at]] = variable[(at + 1)..];
                }
            }

            start.Environment["ASPNETCORE_URLS"] = address.GetLeftPart(UriPartial.Authority);
            var copy = new Copy(Process.Start(start)!, address);
            copy._process.OutputDataReceived += (_, _) => { };
            copy._process.BeginOutputReadLine();
            await Api.UntilAsync(copy.IsReadyAsync, TimeSpan.FromSeconds(60), $"a copy of {like} is ready");
            return copy;
        }

        public void Forget()
        {
            Took.Clear();
            _cpu = 0;
        }

        /// <summary>One after the other; the median of these, in milliseconds.</summary>
        public async Task<double> AskAsync(Func<HttpRequestMessage> request, string token, int times)
        {
            var (cpu, took) = (Cpu(), new List<double>(times));
            for (var time = 0; time < times; time++)
            {
                using var message = request();
                message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
                var clock = Stopwatch.GetTimestamp();
                using var response = await _http.SendAsync(message);
                took.Add(Stopwatch.GetElapsedTime(clock).TotalMilliseconds);
                response.EnsureSuccessStatusCode();
            }

            _cpu += Cpu() - cpu;
            Took.AddRange(took);
            return Table.Percentile(took, 50);
        }

        public void Dispose()
        {
            _process.Kill();
            _process.WaitForExit();
            _process.Dispose();
            _http.Dispose();
        }

        private double Cpu()
        {
            _process.Refresh();
            return _process.TotalProcessorTime.TotalSeconds;
        }

        private async Task<bool> IsReadyAsync()
        {
            try
            {
                using var response = await _http.GetAsync(new Uri("/health/ready", UriKind.Relative));
                return response.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }

        private static int FreePort()
        {
            using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
            listener.Start();
            return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        }
    }
}
