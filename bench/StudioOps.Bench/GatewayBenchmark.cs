using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using StudioOps.Hosting.Processes;
using StudioOps.Story;

namespace StudioOps.Bench;

/// <summary>What the gateway costs: the same requests to the same service through it and through a bare YARP, taking turns in one run.</summary>
internal static partial class GatewayBenchmark
{
    private const double Aim = 0.7;
    private const int Rounds = 3;
    private const int Seconds = 6;
    private const int WarmUp = 10;

    public static async Task<int> RunAsync()
    {
        var developing = await MeasureAsync("always_on", "every span kept, as while developing");
        var serving = await MeasureAsync("traceidratio", "one request in ten traced, as while serving");
        Table.Print($"gateway (reference: a bare YARP before the same service, same run; median of {Rounds})", [.. developing, .. serving]);
        var least = serving.Min(row => row.Ours / row.Reference!.Value);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"least ratio while serving {least:0.00}, aim at least {Aim}: {(least >= Aim ? "met" : "MISSED")}"));
        return least >= Aim ? 0 : 1;
    }

    private static async Task<IReadOnlyList<Row>> MeasureAsync(string sampler, string how)
    {
        var folder = Directory.CreateTempSubdirectory("studioops-bench-wrk-");
        try
        {
            Console.WriteLine($"Starting: {how} ...");
            Environment.SetEnvironmentVariable("OTEL_TRACES_SAMPLER", sampler);
            Environment.SetEnvironmentVariable("OTEL_TRACES_SAMPLER_ARG", "0.1");
            await Graph.StartAsync();
            var installation = await Installation.FindAsync(Directory.GetCurrentDirectory());
            using var api = new Api(installation);
            var token = await api.TokenAsync();
            var script = Path.Combine(folder.FullName, "ofrep.lua");
            await File.WriteAllTextAsync(script,
                """
                wrk.method = "POST"
                wrk.headers["Content-Type"] = "application/json"
                wrk.body = '{"context":{"targetingKey":"bench","tenant":"northwind"}}'
                """);
            return
            [
                await MeasureAsync($"GET /api/v1/tenants/{{tenant}}, {how}", installation, "tenant", "/api/v1/tenants/northwind", token, null),
                await MeasureAsync("GET /api/v1/flags/check", installation, "flag-evaluation", "/api/v1/flags/check?key=ai_agents_enabled&tenant=northwind", token, null),
                await MeasureAsync("OFREP single", installation, "flag-evaluation", "/ofrep/v1/evaluate/flags/ai_agents_enabled", token, script),
            ];
        }
        finally
        {
            await Graph.StopAsync();
            Graph.Forget();
            folder.Delete(recursive: true);
        }
    }

    private static async Task<Row> MeasureAsync(string what, Installation installation, string service, string path, string token, string? script)
    {
        var address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Ports.Free()}");
        using var proxy = Process.Start(new ProcessStartInfo(
            Environment.ProcessPath!, [typeof(GatewayBenchmark).Assembly.Location, "bare-proxy", address, installation.Address(service).ToString()]))!;
        try
        {
            var (ours, bare) = (new Uri(installation.Gateway, path), new Uri(address + path));
            await Api.UntilAsync(() => ListensAsync(bare), TimeSpan.FromSeconds(60), "the bare proxy listens");
            // The first of each does not count: the compiler works on hot methods for some seconds more.
            await WrkAsync(bare, token, script, WarmUp);
            await WrkAsync(ours, token, script, WarmUp);
            Console.WriteLine($"Measuring {what} ...");
            var (through, beside) = (new List<double>(), new List<double>());
            for (var round = 0; round < Rounds; round++)
            {
                beside.Add(await WrkAsync(bare, token, script, Seconds));
                through.Add(await WrkAsync(ours, token, script, Seconds));
            }

            return new Row(what, Table.Percentile(through, 50), Table.Percentile(beside, 50), "req/s", null);
        }
        finally
        {
            proxy.Kill();
            await proxy.WaitForExitAsync();
        }
    }

    public static async Task<bool> ListensAsync(Uri address)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(address.Host, address.Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Requests a second; fails when anything but 2xx was among the answers.</summary>
    private static async Task<double> WrkAsync(Uri address, string token, string? script, int seconds)
    {
        string[] arguments = ["-t2", "-c32", $"-d{seconds}s", "-H", "Authorization: Bearer " + token, .. script is null ? Array.Empty<string>() : ["-s", script], address.ToString()];
        using var process = Process.Start(new ProcessStartInfo("wrk", arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 && !output.Contains("Non-2xx", StringComparison.Ordinal) && RequestsPerSecond().Match(output) is { Success: true } match
            ? double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"wrk {address}: {output}");
    }

    [GeneratedRegex(@"Requests/sec:\s*([\d.]+)")]
    private static partial Regex RequestsPerSecond();
}
