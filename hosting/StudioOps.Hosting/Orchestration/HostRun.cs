using System.Globalization;
using System.Runtime.InteropServices;
using StudioOps.Hosting.Orchestration.Building;
using StudioOps.Hosting.Orchestration.Control;
using StudioOps.Hosting.Orchestration.Telemetry;
using StudioOps.Hosting.Orchestration.Terminal;
using StudioOps.Hosting.Processes;

namespace StudioOps.Hosting.Orchestration;

/// <summary>One run of the graph, from taking the lock to leaving nothing behind.</summary>
internal sealed class HostRun(HostOptions options, IReadOnlyList<Resource> resources, TimeProvider clock)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var interrupt = OnSignal(PosixSignal.SIGINT, stop);
        using var terminate = OnSignal(PosixSignal.SIGTERM, stop);
        using var hangUp = OnSignal(PosixSignal.SIGHUP, stop);

        options.Paths.Create();
        using var held = HostLock.Take(options.Paths);
        using var console = new HostConsole(options, clock);
        Tidy(held, console);
        GraphCheck.Demand(resources);
        await DemandParametersAsync(stop.Token);

        var telemetryPort = Ports.Free();
        await using var telemetry = await TelemetryReceiver.StartAsync(telemetryPort, new TraceFile(options.Paths.Traces), stop.Token);
        using var buildLog = new ResourceLog("build", options.Paths.LogOf("build"), console, clock);
        var projects = resources.OfType<ProjectResource>().Select(project => project.ProjectPath).Distinct().ToList();
        var build = new ProjectBuild(options, projects, held, buildLog);
        var orchestrator = new OrchestratorFactory(
            options, held, console, build, string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{telemetryPort}"), clock).Create(resources);
        await using var control = await ControlServer.StartAsync(options.Paths, orchestrator, stop.Cancel, stop.Token);

        console.Follow(orchestrator);
        var building = build.RunAsync(stop.Token);
        orchestrator.Start();
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, clock, stop.Token);
        }
        catch (OperationCanceledException)
        {
            console.Say("host", "stopping");
        }

        await orchestrator.StopAsync();
        await building;
        console.Say("host", "stopped");
    }

    private void Tidy(HostLock held, HostConsole console)
    {
        var left = HostLock.Reap(options.Paths);
        held.WriteHost();
        if (left > 0)
        {
            console.Say("host", $"ended {left} processes an earlier run had left behind");
        }

        if (options.Fresh)
        {
            options.Paths.Clear();
        }
    }

    /// <summary>A missing value is told before anything starts, and a generated one is made while nobody else reads the file.</summary>
    private async Task DemandParametersAsync(CancellationToken cancellationToken)
    {
        foreach (var parameter in resources.OfType<ParameterResource>())
        {
            try
            {
                await parameter.GetValueAsync(cancellationToken);
            }
            catch (InvalidOperationException missing)
            {
                throw new HostException(missing.Message);
            }
        }
    }

    private static PosixSignalRegistration OnSignal(PosixSignal signal, CancellationTokenSource stop) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        stop.Cancel();
    });
}
