using System.Text.Json.Serialization;

namespace StudioOps.Hosting.Orchestration;

[JsonConverter(typeof(JsonStringEnumConverter<ResourceState>))]
internal enum ResourceState
{
    [JsonStringEnumMemberName("waiting")]
    Waiting,

    [JsonStringEnumMemberName("starting")]
    Starting,

    [JsonStringEnumMemberName("running")]
    Running,

    [JsonStringEnumMemberName("healthy")]
    Healthy,

    [JsonStringEnumMemberName("exited")]
    Exited,

    [JsonStringEnumMemberName("failed")]
    Failed,

    [JsonStringEnumMemberName("stopped")]
    Stopped,
}

/// <summary>What is known of a resource at one moment.</summary>
internal sealed record ResourceStatus
{
    public required string Name { get; init; }

    public required string Type { get; init; }

    public required ResourceState State { get; init; }

    /// <summary>When this state began.</summary>
    public required DateTimeOffset Since { get; init; }

    public int? Pid { get; init; }

    /// <summary>When its process started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    public IReadOnlyDictionary<string, int> Ports { get; init; } = new Dictionary<string, int>();

    public IReadOnlyList<ResourceLink> Urls { get; init; } = [];

    /// <summary>Which of the requests to be up this state comes after; part of the state, so that no older one passes for its answer.</summary>
    [JsonIgnore]
    public int Asked { get; init; }

    /// <summary>Why it is in this state, when that is not plain.</summary>
    public string? Reason { get; init; }

    public int? ExitCode { get; init; }

    public int Restarts { get; init; }

    /// <summary>Seconds from the host's start to the first time it was ready.</summary>
    public double? ReadyAfterSeconds { get; init; }

    /// <summary>Set when a started resource has not become healthy in the time it was given.</summary>
    public bool Overdue { get; init; }

    /// <summary>Set when there is nothing to check, so that running is as good as it gets.</summary>
    public bool HasNoHealthCheck { get; init; }

    /// <summary>Set on what only watches the graph; the graph is well without it.</summary>
    public bool IsAuxiliary { get; init; }

    public bool IsReady => State == ResourceState.Healthy || (State == ResourceState.Running && HasNoHealthCheck);

    public bool IsSettledWell => IsReady || State == ResourceState.Exited;

    /// <summary>Whether the graph has to do without it.</summary>
    public bool IsMissed => IsAuxiliary && (State is ResourceState.Failed or ResourceState.Stopped || Overdue || Restarts > 0);
}

/// <param name="At">When it was asked.</param>
/// <param name="Complaint">Null when it is well.</param>
internal sealed record ProbeAnswer(DateTimeOffset At, string? Complaint);

/// <param name="Name">What people call it.</param>
/// <param name="Url">Where it is.</param>
internal sealed record ResourceLink(string Name, string Url);

/// <summary>The whole graph at one moment; what the control door and <c>--status --json</c> give.</summary>
internal sealed record HostStatus(int Pid, string State, DateTimeOffset Since, string DataFolder, IReadOnlyList<ResourceStatus> Resources)
{
    /// <summary>True only when every resource is ready or has ended well.</summary>
    public bool IsHealthy => Resources.All(resource => resource.IsSettledWell || resource.IsMissed);

    public IEnumerable<ResourceStatus> Failing => Resources.Where(resource => !resource.IsAuxiliary && (resource.State == ResourceState.Failed || resource.Overdue));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true)]
[JsonSerializable(typeof(HostStatus))]
internal sealed partial class StatusJson : JsonSerializerContext;
