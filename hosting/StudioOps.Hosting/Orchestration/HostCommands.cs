using System.Text.Json;
using StudioOps.Hosting.Orchestration.Building;
using StudioOps.Hosting.Orchestration.Control;
using StudioOps.Hosting.Orchestration.Terminal;
using StudioOps.Hosting.Processes;

namespace StudioOps.Hosting.Orchestration;

/// <summary>What the AppHost's program can be asked: run, detach, stop, status, resource. Answers with an exit code.</summary>
internal sealed class HostCommands(HostOptions options, IReadOnlyList<Resource> resources, TimeProvider clock)
{
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            switch (options.Command)
            {
                case "run":
                    return await new HostRun(options, resources, clock).RunAsync(cancellationToken) ? RunAgain() : 0;
                case "detach":
                    return await new DetachedStart(options, clock).RunAsync(cancellationToken);
                case "stop":
                    return await StopAsync(cancellationToken);
                case "status":
                    return await StatusAsync(cancellationToken);
                case "resource":
                    return await ResourceAsync(cancellationToken);
                default:
                    throw new HostException($"'{options.Command}' is no command of this host.");
            }
        }
        catch (HostException refusal)
        {
            await Console.Error.WriteLineAsync(refusal.Message);
            return 1;
        }
    }

    /// <summary>The program built anew takes this one's place, with its process, its terminal and its arguments; but data is dropped once only.</summary>
    private int RunAgain()
    {
        Native.Become(ProjectBuild.DotNet, [ProjectBuild.DotNet, System.Environment.GetCommandLineArgs()[0], .. options.Arguments, "--Hosting:Fresh=false"]);
        throw new HostException("The graph was built anew but could not be started again. Start it with ./run.");
    }

    private async Task<int> StopAsync(CancellationToken cancellationToken)
    {
        if (HostLock.RunningHost(options.Paths) is not { } pid)
        {
            // A killed host may have left something: stopping means that nothing runs afterwards.
            var left = Directory.Exists(options.Paths.Root) ? HostLock.Reap(options.Paths) : 0;
            Console.WriteLine(left == 0 ? "Not running." : $"Not running; ended {left} processes an earlier run had left behind.");
            return 0;
        }

        using var client = new ControlClient(options.Paths);
        await HostStop.RunAsync(options.Paths, client, pid, clock, cancellationToken);
        Console.WriteLine("Stopped.");
        return 0;
    }

    private async Task<int> StatusAsync(CancellationToken cancellationToken)
    {
        using var client = new ControlClient(options.Paths);
        var status = await client.StatusAsync(cancellationToken);
        if (options.Json)
        {
            Console.WriteLine(status is null ? """{ "state": "stopped", "resources": [] }""" : JsonSerializer.Serialize(status, StatusJson.Default.HostStatus));
        }
        else if (status is null)
        {
            Console.WriteLine("Not running.");
        }
        else
        {
            Console.WriteLine(string.Join(Environment.NewLine, ResourceTable.Lines(status, clock.GetUtcNow())));
            Console.WriteLine(Welcome.Text(status, options.Paths));
        }

        return status is { IsHealthy: true } ? 0 : 1;
    }

    private async Task<int> ResourceAsync(CancellationToken cancellationToken)
    {
        var (name, verb) = (options.Resource, options.Verb);
        if (name is null || verb is null)
        {
            throw new HostException("Say which resource: resource stop|start|restart|kill NAME.");
        }

        if (HostLock.RunningHost(options.Paths) is null)
        {
            throw new HostException("Not running.");
        }

        using var client = new ControlClient(options.Paths);
        var status = await client.TellAsync(name, verb, cancellationToken);
        Console.WriteLine(ResourceTable.Line(status));
        return verb is "stop" or "kill" || status.IsSettledWell ? 0 : 1;
    }
}
