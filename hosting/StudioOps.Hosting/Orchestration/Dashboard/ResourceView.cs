using System.Text.Json.Serialization;

namespace StudioOps.Hosting.Orchestration.Dashboard;

/// <summary>Everything there is to show of one resource; the dashboard passes it on as it is.</summary>
internal sealed record ResourceView
{
    public required string Name { get; init; }

    public required string Type { get; init; }

    public required ResourceState State { get; init; }

    public string? Reason { get; init; }

    public IReadOnlyList<HealthView> Health { get; init; } = [];

    public DateTime? StartedAt { get; init; }

    public IReadOnlyList<ResourceLink> Endpoints { get; init; } = [];

    public IReadOnlyList<VariableView> Environment { get; init; } = [];

    public IReadOnlyList<string> References { get; init; } = [];

    public IReadOnlyList<string> WaitsFor { get; init; } = [];

    public IReadOnlyList<CommandView> Commands { get; init; } = [];

    public int? Pid { get; init; }

    /// <summary>Cores in use.</summary>
    public double? Cpu { get; init; }

    /// <summary>Bytes resident.</summary>
    public long? Memory { get; init; }

    public int? ExitCode { get; init; }

    public int Restarts { get; init; }
}

internal sealed record HealthView(string Name, string Status, string? Description, DateTime? At);

/// <summary>The value of a secret is not told; it has to be asked for by name.</summary>
internal sealed record VariableView(string Name, string? Value, bool Secret);

internal sealed record CommandView(string Name, string DisplayName, string State, string? Confirm = null);

internal sealed record ResourceViews(IReadOnlyList<ResourceView> Resources);

internal sealed record ConsoleEntryView(long Sequence, string Resource, DateTime At, string Stream, string Text);

internal sealed record ConsoleView(IReadOnlyList<ConsoleEntryView> Entries);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ResourceViews))]
[JsonSerializable(typeof(ConsoleView))]
internal sealed partial class DashboardJson : JsonSerializerContext;
