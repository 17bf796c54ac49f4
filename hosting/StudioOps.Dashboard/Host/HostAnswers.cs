namespace StudioOps.Dashboard.Host;

// What the host answers is what the API answers: both are ui/src/api/types.ts.
internal sealed record ResourceList(IReadOnlyList<HostResource> Resources);

internal sealed record HostResource(
    string Name,
    string Type,
    string State,
    IReadOnlyList<HealthCheck> Health,
    IReadOnlyList<Endpoint> Endpoints,
    IReadOnlyList<EnvironmentVariable> Environment,
    IReadOnlyList<string> References,
    IReadOnlyList<string> WaitsFor,
    IReadOnlyList<ResourceCommand> Commands,
    int Restarts = 0,
    string? Reason = null,
    DateTime? StartedAt = null,
    int? Pid = null,
    double? Cpu = null,
    long? Memory = null,
    int? ExitCode = null)
{
    /// <summary>A sender nobody else knows of.</summary>
    public static HostResource SeenInTelemetry(string name) => new(name, "telemetry", "unknown", [], [], [], [], [], []);
}

internal sealed record HealthCheck(string Name, string Status, string? Description, DateTime? At);

internal sealed record Endpoint(string Name, string Url);

internal sealed record EnvironmentVariable(
    string Name, [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.Never)] string? Value, bool Secret);

internal sealed record ResourceCommand(string Name, string DisplayName, string State, string? Confirm = null);

internal sealed record RevealedVariable(string Value);

internal sealed record CommandAccepted(string Result);

internal sealed record ConsoleEntry(long Sequence, string Resource, DateTime At, string Stream, string Text);

internal sealed record ConsolePage(IReadOnlyList<ConsoleEntry> Entries);
