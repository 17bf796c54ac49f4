using System.Globalization;
using StudioOps.Hosting.Orchestration.Building;
using StudioOps.Hosting.Orchestration.Dashboard;
using StudioOps.Hosting.Orchestration.Workloads;
using StudioOps.Hosting.Processes;
using StudioOps.Hosting.Servers;

namespace StudioOps.Hosting.Orchestration;

/// <summary>Gives every resource that runs a workload, a status, a log and its dependencies.</summary>
internal sealed class OrchestratorFactory(HostOptions options, HostLock record, IHostConsole console, ConsoleHistory history, ProjectBuild build, DashboardSettings? dashboard, TimeProvider clock)
{
    private readonly long _started = clock.GetTimestamp();
    private readonly LocalCertificates _certificates = new(options.Paths.Certificates, clock);
    private readonly Dictionary<PostgresServerResource, ServerWorkload> _databaseServers = [];

    public Orchestrator Create(IReadOnlyList<Resource> resources)
    {
        var running = resources.Where(resource => resource is not ParameterResource).ToList();
        foreach (var endpoint in running.SelectMany(resource => resource.Endpoints))
        {
            endpoint.AllocatedPort = endpoint.Port ?? Ports.Free();
        }

        var awaitedCodes = running.SelectMany(resource => resource.Waits)
            .Where(wait => wait.Kind == WaitKind.Completed)
            .GroupBy(wait => wait.Dependency)
            .ToDictionary(waits => waits.Key, waits => waits.First().ExitCode);
        var runners = running.ToDictionary(
            resource => resource,
            resource => Runner(resource, awaitedCodes.TryGetValue(resource, out var code) ? code : null));
        foreach (var (resource, runner) in runners)
        {
            runner.Dependencies = [.. resource.Waits.Select(wait => (runners[wait.Dependency], wait))];
        }

        return new Orchestrator([.. running.Select(resource => runners[resource])], options.Paths, clock);
    }

    private ResourceRunner Runner(Resource resource, int? awaitedCode)
    {
        var workload = Workload(resource, awaitedCode);
        var board = new StatusBoard(Initial(resource, workload), clock, _started);
        var log = new ResourceLog(resource.Name, options.Paths.LogOf(resource.Name), console, clock, history);
        void Say(string text) => console.Say(resource.Name, text);
        var life = new ResourceLife(resource.Name, workload, board, record, log, Say, clock, options.HealthDeadline);
        return new ResourceRunner(resource, workload, board, life, new RestartPolicy(options.RestartPause), Say, clock);
    }

    private IWorkload Workload(Resource resource, int? awaitedCode)
    {
        switch (resource)
        {
            case ContainerResource container:
                var server = new ServerWorkload(container, cancellationToken => ServerFactory.CreateAsync(container, options.Paths, cancellationToken));
                if (container is PostgresServerResource postgres)
                {
                    _databaseServers[postgres] = server;
                }

                return server;
            case PostgresDatabaseResource database:
                return new DatabaseWorkload(database, () => (PostgresProcess)_databaseServers[database.Parent].Server);
            default:
                return new ProgramWorkload(resource, awaitedCode, new ProgramEnvironment(dashboard, _certificates), build);
        }
    }

    private ResourceStatus Initial(Resource resource, IWorkload workload) => new()
    {
        Name = resource.Name,
        Type = resource switch
        {
            ContainerResource => "server",
            PostgresDatabaseResource => "database",
            ProjectResource => "project",
            _ => "executable",
        },
        State = ResourceState.Waiting,
        Asked = -1,
        Since = clock.GetUtcNow(),
        Ports = resource.Endpoints.ToDictionary(endpoint => endpoint.Name, endpoint => endpoint.AllocatedPort!.Value),
        Urls = [.. resource.Endpoints.Where(endpoint => endpoint.IsHttp && (endpoint.IsExternal || resource.Urls.Exists(url => url.EndpointName == endpoint.Name))).Select(endpoint => Link(resource, endpoint))],
        HasNoHealthCheck = !workload.HasProbe && !workload.RunsToCompletion,
        IsAuxiliary = resource.IsAuxiliary,
    };

    /// <summary>Links are for people and browsers: by name, because cookies and issuers are bound to it.</summary>
    private static ResourceLink Link(Resource resource, EndpointDeclaration endpoint)
    {
        var annotation = new ResourceUrlAnnotation { Url = string.Create(CultureInfo.InvariantCulture, $"{endpoint.Scheme}://localhost:{endpoint.AllocatedPort}") };
        foreach (var url in resource.Urls.Where(url => url.EndpointName == endpoint.Name))
        {
            url.Change(annotation);
        }

        return new ResourceLink(annotation.DisplayText ?? resource.Name, annotation.Url);
    }
}
