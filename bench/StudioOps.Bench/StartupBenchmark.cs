using System.Diagnostics;

namespace StudioOps.Bench;

/// <summary>From a typed command to everything healthy, on a built tree; and what the whole graph weighs.</summary>
internal static class StartupBenchmark
{
    public static async Task<int> RunAsync()
    {
        try
        {
            Console.WriteLine("First start (makes the data folder) ...");
            var first = await Graph.StartAsync();
            await Graph.StopAsync();
            Console.WriteLine("Second start (data there) ...");
            var again = await Graph.StartAsync();
            var status = await Graph.StatusAsync();
            var memory = Graph.Memory(status.GetProperty("pid").GetInt32());
            await Graph.StopAsync();
            Console.WriteLine("Reference: one bare Kestrel process, start to first answer ...");
            var (bare, bareMemory) = await BareAsync();
            return Table.Print("startup",
            [
                new("start on a built tree, no data yet", first.TotalSeconds, bare, "s", 30),
                new("start on a built tree, data there", again.TotalSeconds, bare, "s", 30),
                new("memory of the whole graph (PSS)", memory, bareMemory, "MiB", null),
            ]);
        }
        finally
        {
            Graph.Forget();
        }
    }

    private static async Task<(double Seconds, double Memory)> BareAsync()
    {
        const string Address = "http://127.0.0.1:18081";
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [.. HostArguments(), "bare", Address]))!;
        using var http = new HttpClient();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (true)
        {
            try
            {
                await http.GetStringAsync(Address);
                break;
            }
            catch (HttpRequestException)
            {
                await timer.WaitForNextTickAsync();
            }
        }

        var (took, memory) = (clock.Elapsed.TotalSeconds, Graph.Memory(process.Id));
        process.Kill();
        await process.WaitForExitAsync();
        return (took, memory);
    }

    // Run as "dotnet X.dll" the process path is dotnet itself and wants the dll again.
    private static string[] HostArguments() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(StartupBenchmark).Assembly.Location] : [];
}
