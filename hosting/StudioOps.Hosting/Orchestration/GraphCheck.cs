using StudioOps.Hosting.Processes;

namespace StudioOps.Hosting.Orchestration;

/// <summary>Finds what cannot work before anything is started, and says all of it at once.</summary>
internal static class GraphCheck
{
    public static void Demand(IReadOnlyList<Resource> resources)
    {
        var faults = MissingProjects(resources).Concat(TakenPorts(resources)).Concat(Cycles(resources)).ToList();
        if (faults.Count > 0)
        {
            throw new HostException(string.Join(Environment.NewLine, faults));
        }
    }

    private static IEnumerable<string> MissingProjects(IEnumerable<Resource> resources) => resources
        .OfType<ProjectResource>()
        .Where(project => !File.Exists(project.ProjectPath))
        .GroupBy(project => project.ProjectPath)
        .Select(missing => $"The project {missing.Key} of {string.Join(" and ", missing.Select(project => project.Name))} does not exist.");

    private static IEnumerable<string> TakenPorts(IEnumerable<Resource> resources) =>
        from resource in resources
        from endpoint in resource.Endpoints
        where endpoint.Port is { } port && !Ports.IsFree(port)
        select $"Port {endpoint.Port}, where {resource.Name} should listen, is taken by another program. Stop that program or choose another port (--port N).";

    private static IEnumerable<string> Cycles(IEnumerable<Resource> resources)
    {
        var done = new HashSet<Resource>();
        foreach (var resource in resources)
        {
            if (Cycle(resource, [], done) is { } cycle)
            {
                yield return $"These resources wait for each other: {string.Join(" -> ", cycle.Select(node => node.Name))}.";
                yield break;
            }
        }
    }

    private static IReadOnlyList<Resource>? Cycle(Resource resource, IReadOnlyList<Resource> path, HashSet<Resource> done)
    {
        if (path.Contains(resource))
        {
            return [.. path, resource];
        }

        if (!done.Contains(resource))
        {
            foreach (var wait in resource.Waits)
            {
                if (Cycle(wait.Dependency, [.. path, resource], done) is { } cycle)
                {
                    return cycle;
                }
            }

            done.Add(resource);
        }

        return null;
    }
}
