namespace StudioOps.Testing.Telemetry;

/// <summary>Who sent something, and which library or category wrote it.</summary>
public sealed record Sender(IReadOnlyDictionary<string, object?> Resource, string Scope)
{
    public string Service => Resource.GetValueOrDefault("service.name") as string ?? "";
}

/// <summary>A span as it was sent; its kind and status as the words of the specification.</summary>
public sealed record ReceivedSpan(
    Sender Sender, string TraceId, string SpanId, string? ParentId, string Name, string Kind, string Status,
    IReadOnlyDictionary<string, object?> Attributes, IReadOnlyList<ReceivedEvent> Events)
{
    public string Service => Sender.Service;
}

public sealed record ReceivedEvent(string Name, IReadOnlyDictionary<string, object?> Attributes);

/// <summary>One export of one instrument; a set of attributes per point.</summary>
public sealed record ReceivedMetric(
    Sender Sender, string Name, string Unit, string Description, string Kind, IReadOnlyList<IReadOnlyDictionary<string, object?>> Points)
{
    public string Service => Sender.Service;
}

public sealed record ReceivedLog(
    Sender Sender, int Severity, string EventName, string Body, IReadOnlyDictionary<string, object?> Attributes, string TraceId, string SpanId)
{
    public string Service => Sender.Service;
}
