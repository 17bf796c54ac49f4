using System.Diagnostics;
using System.Text.Json;
using StudioOps.Hosting.Processes;
using StudioOps.Story;
using StudioOps.Testing.Telemetry;

namespace StudioOps.EndToEnd.Tests;

/// <summary>The whole system, started as a newcomer would, with data and port of its own so that a running clone is left alone.</summary>
public class Graph : IAsyncLifetime
{
    public const string Name = "the running graph";

    public static string Root { get; } = FindRoot();

    public string Data { get; } = Path.Combine(Path.GetTempPath(), $"studioops-e2e-{Guid.NewGuid():n}"[..24]);

    public int Port { get; } = Ports.Free();

    public Installation Installation { get; private set; } = null!;

    /// <summary>What <c>./run --detach</c> is told besides.</summary>
    protected virtual string[] Arguments => [];

    /// <summary>A second collector: what every service sends, from its start on.</summary>
    public TelemetryReceiver Telemetry { get; private set; } = null!;

    private readonly Lazy<Task<Telling>> _first;

    public Graph() => _first = new(TellAsync);

    /// <summary>The story, told once for all who look at what it leaves behind. It held.</summary>
    public async Task<Telling> FirstAsync()
    {
        var first = await _first.Value;
        Assert.True(first.Held, first.Text);
        return first;
    }

    public async Task<Telling> TellAsync()
    {
        await using var told = new StringWriter();
        var from = Telemetry.Spans.Count;
        return new Telling(await new CustomerStory(Installation, told).RunAsync(), told.ToString(), from);
    }

    public async Task InitializeAsync()
    {
        Telemetry = await TelemetryReceiver.StartAsync();
        Environment.SetEnvironmentVariable("Telemetry__CopyTo", Telemetry.Endpoint.ToString());
        Directory.CreateDirectory(Data);
        Environment.SetEnvironmentVariable("Hosting__DataFolder", Data);
        Environment.SetEnvironmentVariable("Gateway__Port", Port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var (code, output) = await RunAsync(["--detach", .. Arguments]);
        Assert.True(code == 0, $"./run --detach ended with {code}:\n{output}");
        Installation = await Installation.FindAsync(Root);
    }

    public async Task DisposeAsync()
    {
        var pids = JsonSerializer.Deserialize<JsonElement>((await RunAsync("--status", "--json")).Output).GetProperty("resources").EnumerateArray()
            .Where(resource => resource.TryGetProperty("pid", out _)).Select(resource => resource.GetProperty("pid").GetInt32()).ToList();
        var (code, output) = await RunAsync("--stop");
        Assert.True(code == 0, $"./run --stop ended with {code}:\n{output}");
        Assert.DoesNotContain(pids, IsAlive);
        Directory.Delete(Data, recursive: true);
        await Telemetry.DisposeAsync();
    }

    /// <summary>What a browser must be told to trust this installation.</summary>
    public virtual IEnumerable<string> BrowserArguments => [];

    /// <summary><c>./run ARGUMENTS</c>: exit code and everything printed.</summary>
    public static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(Root, "run"), arguments) { WorkingDirectory = Root, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await errors);
    }

    private static bool IsAlive(int pid) =>
        File.Exists($"/proc/{pid}/stat") && !File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "run")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}

/// <summary>One telling of the story.</summary>
/// <param name="Held">Whether every step held.</param>
/// <param name="Text">What it said.</param>
/// <param name="From">How many spans had come before it began.</param>
public sealed record Telling(bool Held, string Text, int From);

[CollectionDefinition(Graph.Name)]
public sealed class GraphCollection : ICollectionFixture<Graph>;
