using System.Collections.Concurrent;
using StudioOps.Hosting.Orchestration;
using StudioOps.Hosting.Orchestration.Control;
using StudioOps.Hosting.Processes;

namespace StudioOps.Hosting.Tests.Hosts;

/// <summary>A graph of the sample AppHost, run as a process of its own in a folder of its own.</summary>
internal sealed class HostUnderTest : IAsyncDisposable
{
    public static readonly string WithDashboard = $"--Hosting:Dashboard={Path.Combine(Repository.Root, "hosting", "StudioOps.Dashboard", "StudioOps.Dashboard.csproj")}";

    private readonly string _graph;
    private readonly string _folder;
    private readonly ControlClient _client;
    private readonly HashSet<int> _sessions = [];
    private ManagedProcess? _host;

    public HostUnderTest(string graph, UnixFileMode folderMode = (UnixFileMode)0b111_001_001)
    {
        _graph = graph;
        _folder = Path.Combine(Path.GetTempPath(), $"hosting-test-{Guid.CreateVersion7():N}");
        Directory.CreateDirectory(_folder);
        File.SetUnixFileMode(_folder, folderMode);
        Paths = new HostPaths("sample", Path.Combine(_folder, ".data"));
        _client = new ControlClient(Paths);
    }

    public HostPaths Paths { get; }

    public ConcurrentQueue<string> Output { get; } = new();

    public string OutputText => string.Join(Environment.NewLine, Output);

    public int Pid => _host!.Pid;

    public Task<int> Exited => _host!.Exited;

    /// <summary>Starts in the foreground and returns at once.</summary>
    public HostUnderTest Start(params string[] more)
    {
        _host = ManagedProcess.Start(Spec("run", more), Output.Enqueue);
        return this;
    }

    /// <summary>Any other command, run to its end.</summary>
    public async Task<(int Code, string Text)> CommandAsync(string command, params string[] more)
    {
        var lines = new ConcurrentQueue<string>();
        var code = await ManagedProcess.Start(Spec(command, more), lines.Enqueue).Exited;
        return (code, string.Join(Environment.NewLine, lines));
    }

    public async Task<HostStatus?> StatusAsync()
    {
        var status = await _client.StatusAsync(CancellationToken.None);
        foreach (var pid in status?.Resources.Select(resource => resource.Pid).OfType<int>() ?? [])
        {
            _sessions.Add(pid);
        }

        return status;
    }

    public async Task<ResourceStatus> ResourceAsync(string name) => (await StatusAsync())!.Resources.Single(resource => resource.Name == name);

    public Task<ResourceStatus> TellAsync(string name, string verb) => _client.TellAsync(name, verb, CancellationToken.None);

    public Task HealthyAsync(double seconds = 180) => Eventually.TrueAsync(async () => await StatusAsync() is { IsHealthy: true }, () => OutputText, seconds);

    public Task StateAsync(string resource, ResourceState state) => Eventually.TrueAsync(
        async () => (await StatusAsync())?.Resources.Single(candidate => candidate.Name == resource).State == state, () => OutputText);

    public Task SaysAsync(string text) => Eventually.TrueAsync(() => Task.FromResult(OutputText.Contains(text, StringComparison.Ordinal)), () => OutputText);

    public async Task<int> EndAsync(UnixSignal signal)
    {
        _host!.Signal(signal);
        try
        {
            return await Exited.WaitAsync(TimeSpan.FromSeconds(90));
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"The host did not end. It said:{Environment.NewLine}{OutputText}");
        }
    }

    /// <summary>Sessions of resources seen so far in which somebody still lives.</summary>
    public IEnumerable<int> LivingSessions() => _sessions.Where(session => ProcessTable.Session(session).Count > 0);

    public IEnumerable<string> Log(string resource) => File.ReadLines(Paths.LogOf(resource));

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await (_host?.StopAsync() ?? Task.CompletedTask);
        HostLock.Reap(Paths);
        File.SetUnixFileMode(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.Delete(_folder, recursive: true);
    }

    private ProcessSpec Spec(string command, string[] more) => new(
        // Who started these tests may ignore Ctrl-C, as a shell does for what runs in the background; a host would inherit that.
        Executables.Find("env", "coreutils"),
        [
            "--default-signal=INT",
            Executables.Find("dotnet", "dotnet-sdk-10.0"),
            Path.Combine(AppContext.BaseDirectory, "Sample.AppHost.dll"),
            $"--Graph={_graph}",
            $"--Hosting:Command={command}",
            $"--Hosting:AppHostDirectory={Repository.SampleAppHost}",
            $"--Hosting:DataFolder={Paths.Root}",
            "--Hosting:RestartPauseSeconds=0.1",
            "--Hosting:Dashboard=none",   // the last word on a key wins, so a test can have one
            .. more,
        ])
    { StopGrace = TimeSpan.FromSeconds(60) };
}
