using System.Diagnostics;
using System.Text.Json;
using StudioOps.Hosting.Processes;

namespace StudioOps.Bench;

/// <summary>The system as <c>./run</c> starts it, in Release, with data of its own.</summary>
internal static class Graph
{
    private static readonly string Data = Path.Combine(Path.GetTempPath(), $"studioops-bench-{Environment.ProcessId}");

    /// <summary>Starts it; how long it took until everything was healthy.</summary>
    public static async Task<TimeSpan> StartAsync()
    {
        Directory.CreateDirectory(Data);
        Environment.SetEnvironmentVariable("Hosting__DataFolder", Data);
        Environment.SetEnvironmentVariable("Gateway__Port", Ports.Free().ToString(System.Globalization.CultureInfo.InvariantCulture));
        var clock = Stopwatch.StartNew();
        await RunAsync("--detach", "--release");
        return clock.Elapsed;
    }

    public static Task StopAsync() => RunAsync("--stop");

    public static void Forget()
    {
        if (Directory.Exists(Data))
        {
            Directory.Delete(Data, recursive: true);
        }
    }

    public static async Task<JsonElement> StatusAsync() => JsonSerializer.Deserialize<JsonElement>(await RunAsync("--status", "--json"));

    /// <summary>Proportional set size of a process and all its descendants, in MiB.</summary>
    public static double Memory(int root)
    {
        var children = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => name!.All(char.IsDigit)).Select(name => int.Parse(name!, System.Globalization.CultureInfo.InvariantCulture))
            .ToLookup(Parent);
        double Sum(int pid) => Pss(pid) + children[pid].Sum(Sum);
        return Sum(root);
    }

    private static int Parent(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static double Pss(int pid)
    {
        try
        {
            var line = File.ReadLines($"/proc/{pid}/smaps_rollup").FirstOrDefault(line => line.StartsWith("Pss:", StringComparison.Ordinal));
            return line is null ? 0 : double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) / 1024;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    private static async Task<string> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("./run", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"./run {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{output}{await errors}");
    }
}
