using System.Runtime.InteropServices;
using StudioOps.Hosting.Orchestration.Building;
using StudioOps.Hosting.Orchestration.Control;
using StudioOps.Hosting.Orchestration.Dashboard;
using StudioOps.Hosting.Orchestration.Terminal;

namespace StudioOps.Hosting.Orchestration;

/// <summary>One run of the graph, from taking the lock to leaving nothing behind. True when the graph itself changed and is to run again.</summary>
internal sealed class HostRun(HostOptions options, IReadOnlyList<Resource> resources, TimeProvider clock)
{
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var interrupt = OnSignal(PosixSignal.SIGINT, stop);
        using var terminate = OnSignal(PosixSignal.SIGTERM, stop);
        using var hangUp = OnSignal(PosixSignal.SIGHUP, stop);

        options.Paths.Create();
        using var held = HostLock.Take(options.Paths);
        using var console = new HostConsole(options, clock);
        Tidy(held, console);
        var dashboard = DashboardSettings.Of(options, resources);
        IReadOnlyList<Resource> graph = dashboard is null ? resources : [dashboard.Resource, .. resources];
        GraphCheck.Demand(graph);
        var secrets = await DemandParametersAsync(stop.Token);

        using var buildLog = new ResourceLog("build", options.Paths.LogOf("build"), console, clock);
        var projects = graph.OfType<ProjectResource>().Select(project => project.ProjectPath).Distinct().ToList();
        var build = new ProjectBuild(options, projects, held, buildLog);
        var history = new ConsoleHistory(clock);
        var orchestrator = new OrchestratorFactory(options, held, console, history, build, dashboard, clock).Create(graph);
        var view = new GraphView(orchestrator, new SecretValues([.. secrets, .. dashboard?.Secrets ?? []]), clock);
        await using var control = await ControlServer.StartAsync(options.Paths, orchestrator, new DashboardDoor(options, orchestrator, view, history, clock), stop.Cancel, stop.Token);

        console.Follow(orchestrator);
        var building = build.RunAsync(stop.Token);
        orchestrator.Start();
        var again = false;
        try
        {
            await (options.Watch ? new SourceWatch(options, orchestrator, build, console, clock).RunAsync(stop.Token) : Task.Delay(Timeout.InfiniteTimeSpan, clock, stop.Token));
            again = true;
            console.Say("host", "the graph itself changed: starting all of it again");
        }
        catch (OperationCanceledException)
        {
            console.Say("host", "stopping");
        }

        await orchestrator.StopAsync();
        await building;
        console.Say("host", "stopped");
        return again;
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
    private async Task<IReadOnlyList<string>> DemandParametersAsync(CancellationToken cancellationToken)
    {
        var secrets = new List<string>();
        foreach (var parameter in resources.OfType<ParameterResource>())
        {
            try
            {
                var value = await parameter.GetValueAsync(cancellationToken);
                if (parameter.Secret && value is not null)
                {
                    secrets.Add(value);
                }
            }
            catch (InvalidOperationException missing)
            {
                throw new HostException(missing.Message);
            }
        }

        return secrets;
    }

    private static PosixSignalRegistration OnSignal(PosixSignal signal, CancellationTokenSource stop) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        stop.Cancel();
    });
}
