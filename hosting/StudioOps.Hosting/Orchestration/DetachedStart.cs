using System.Diagnostics;
using System.Globalization;
using StudioOps.Hosting.Orchestration.Building;
using StudioOps.Hosting.Orchestration.Control;
using StudioOps.Hosting.Orchestration.Terminal;

namespace StudioOps.Hosting.Orchestration;

/// <summary>Starts the host in the background and returns when every resource is healthy, or when that will not happen.</summary>
internal sealed class DetachedStart(HostOptions options, TimeProvider clock)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(150);

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        options.Paths.Create();
        if (HostLock.RunningHost(options.Paths) is { } running)
        {
            throw new HostException($"Already running (pid {running}). Stop it first with ./run --stop.");
        }

        var host = StartHost();
        using var client = new ControlClient(options.Paths);
        using var view = new LiveTable(clock);
        while (true)
        {
            if (host.HasExited)
            {
                view.Dispose();
                throw new HostException($"The start failed:{Environment.NewLine}{Tail(options.Paths.HostLog, 15)}");
            }

            if (await client.StatusAsync(cancellationToken) is { } status && status.Pid == host.Id)
            {
                view.Show(status);
                if (status.IsHealthy)
                {
                    view.Dispose();
                    Console.WriteLine(Welcome.Text(status, options.Paths));
                    return 0;
                }

                if (status.Failing.Any())
                {
                    view.Dispose();
                    Explain(status);
                    await HostStop.RunAsync(options.Paths, client, host.Id, clock, cancellationToken);
                    await Console.Error.WriteLineAsync("Everything was stopped again.");
                    return 1;
                }
            }

            await Task.Delay(Pace, clock, cancellationToken);
        }
    }

    private Process StartHost()
    {
        // The last word on a key wins, so "run" replaces the "detach" among the arguments this program got itself.
        string[] command = [ProjectBuild.DotNet, Environment.GetCommandLineArgs()[0], .. options.Arguments, "--Hosting:Command=run", "--Hosting:Quiet=true"];
        File.WriteAllText(options.Paths.HostLog, string.Empty);
        var info = new ProcessStartInfo(
            "/bin/sh",
            ["-c", "exec setsid \"$@\" >>\"$HOST_LOG\" 2>&1 </dev/null", "sh", .. command])
        { WorkingDirectory = options.AppHostDirectory };
        info.Environment["HOST_LOG"] = options.Paths.HostLog;
        return Process.Start(info)!;
    }

    private void Explain(HostStatus status)
    {
        foreach (var resource in status.Failing)
        {
            Console.Error.WriteLine();
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{resource.Name} {(resource.Overdue ? "is not healthy" : "failed")}: {resource.Reason}"));
            Console.Error.WriteLine($"Its last lines ({options.Paths.LogOf(resource.Name)}):");
            Console.Error.WriteLine(Tail(options.Paths.LogOf(resource.Name), 20));
        }
    }

    private static string Tail(string path, int lines) =>
        File.Exists(path) ? string.Join(Environment.NewLine, File.ReadLines(path).TakeLast(lines).Select(line => "  " + line)) : "  (nothing)";
}
