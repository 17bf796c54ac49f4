using System.Globalization;

namespace StudioOps.Hosting.Orchestration.Dashboard;

/// <summary>The running graph as the dashboard shows it.</summary>
internal sealed class GraphView(Orchestrator orchestrator, SecretValues secrets, TimeProvider clock)
{
    private readonly ProcessUsage _usage = new(clock);

    public ResourceViews All() => new([.. orchestrator.Runners.Select(Of)]);

    /// <summary>The value a variable really has; null when there is none of that name.</summary>
    public string? Reveal(string resource, string variable) => orchestrator.Find(resource)?.Environment.GetValueOrDefault(variable);

    private ResourceView Of(ResourceRunner runner)
    {
        var (resource, status) = (runner.Resource, runner.Board.Current);
        var usage = status.Pid is { } pid ? _usage.Of(pid) : null;
        return new ResourceView
        {
            Name = resource.Name,
            Type = status.Type,
            State = status.State,
            Reason = status.Reason,
            Health = Health(runner),
            StartedAt = status.StartedAt?.UtcDateTime,
            Endpoints = Endpoints(resource, status),
            Environment = [.. from variable in runner.Environment where variable.Value is not null orderby variable.Key select Variable(variable.Key, variable.Value!)],
            References = References(resource),
            WaitsFor = [.. resource.Waits.Select(wait => wait.Dependency.Name).Distinct()],
            Commands = ResourceCommands.Of(runner),
            Pid = status.Pid,
            Cpu = usage?.Cpu,
            Memory = usage?.Memory,
            ExitCode = status.ExitCode,
            Restarts = status.Restarts,
        };
    }

    private VariableView Variable(string name, string value)
    {
        var secret = secrets.IsSecret(name, value);
        return new VariableView(name, secret ? null : value, secret);
    }

    private static IReadOnlyList<HealthView> Health(ResourceRunner runner)
    {
        var (declared, status) = (runner.Resource.HttpHealth, runner.Board.Current);
        var name = declared?.Path ?? "answers";
        return status.HasNoHealthCheck || (declared is null && runner.Board.Probe is null) ? []
            : runner.Board.Probe is not { } answer ? [new HealthView(name, "unknown", null, null)]
            : [new HealthView(name, answer.Complaint is null ? "healthy" : "unhealthy", answer.Complaint ?? (declared is null ? "it answers" : $"GET {declared.Path} answered {declared.StatusCode}"), answer.At.UtcDateTime)];
    }

    private static IReadOnlyList<ResourceLink> Endpoints(Resource resource, ResourceStatus status)
    {
        // The dashboard's own link carries the token; who reads this has come in already.
        var links = resource.IsAuxiliary ? [] : status.Urls;
        return
        [
            .. links,
            .. from endpoint in resource.Endpoints
               let url = string.Create(CultureInfo.InvariantCulture, $"{endpoint.Scheme}://{endpoint.Host}:{endpoint.AllocatedPort}")
               where links.All(link => new Uri(link.Url).Port != endpoint.AllocatedPort)
               select new ResourceLink(endpoint.Name, url),
        ];
    }

    private static IReadOnlyList<string> References(Resource resource)
    {
        var expressions = resource.Environment.Values.Concat(resource.Arguments);
        var parents = resource is PostgresDatabaseResource database ? [database.Parent] : Enumerable.Empty<Resource>();
        return [.. expressions.SelectMany(expression => expression.Resources).Concat(parents).Where(other => other != resource).Select(other => other.Name).Distinct()];
    }
}
