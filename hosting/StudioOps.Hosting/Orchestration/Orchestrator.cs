namespace StudioOps.Hosting.Orchestration;

/// <summary>All runners of a graph: started together, each when its waits are met; stopped against the direction of the waits.</summary>
internal sealed class Orchestrator(IReadOnlyList<ResourceRunner> runners, HostPaths paths, TimeProvider clock)
{
    private readonly DateTimeOffset _since = clock.GetUtcNow();

    public event Action<ResourceStatus, ResourceStatus>? Changed
    {
        add
        {
            foreach (var runner in runners)
            {
                runner.Board.Changed += value;
            }
        }

        remove
        {
            foreach (var runner in runners)
            {
                runner.Board.Changed -= value;
            }
        }
    }

    public IReadOnlyList<ResourceRunner> Runners => runners;

    public IEnumerable<string> Names => runners.Select(runner => runner.Resource.Name);

    public bool IsStopping { get; private set; }

    public ResourceRunner? Find(string name) => runners.FirstOrDefault(runner => string.Equals(runner.Resource.Name, name, StringComparison.OrdinalIgnoreCase));

    public HostStatus Status() => Status([.. runners]);

    public HostStatus Status(params ResourceRunner[] some)
    {
        var resources = some.Select(runner => runner.Board.Current).ToList();
        var state = IsStopping ? "stopping"
            : resources.TrueForAll(resource => resource.IsSettledWell || resource.IsMissed) ? "healthy"
            : resources.Exists(resource => !resource.IsAuxiliary && (resource.State is ResourceState.Failed or ResourceState.Stopped || resource.Overdue)) ? "degraded"
            : "starting";
        return new HostStatus(Environment.ProcessId, state, _since, paths.Root, resources);
    }

    public void Start()
    {
        foreach (var runner in runners)
        {
            runner.Begin();
        }
    }

    public async Task StopAsync()
    {
        IsStopping = true;
        var ending = new Dictionary<ResourceRunner, Task>();
        await Task.WhenAll(runners.Select(End));

        // Whoever waits for something goes before it; the waits have no cycle.
        Task End(ResourceRunner runner)
        {
            if (!ending.TryGetValue(runner, out var task))
            {
                var dependents = runners.Where(other => GoesBefore(other, runner)).Select(End).ToList();
                ending[runner] = task = AfterAsync(dependents, runner);
            }

            return task;
        }

        // What watches the graph sees the end of everything else.
        static bool GoesBefore(ResourceRunner other, ResourceRunner runner) =>
            other.Dependencies.Any(dependency => dependency.Runner == runner) || (runner.Resource.IsAuxiliary && !other.Resource.IsAuxiliary);

        static async Task AfterAsync(IReadOnlyList<Task> dependents, ResourceRunner runner)
        {
            await Task.WhenAll(dependents);
            await runner.EndAsync();
        }
    }
}
