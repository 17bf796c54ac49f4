using System.Buffers;
using System.Text.Json.Serialization;

namespace StudioOps.Dashboard.Telemetry;

[JsonConverter(typeof(LowerCase<SpanKind>))]
internal enum SpanKind : byte
{
    Internal,
    Server,
    Client,
    Producer,
    Consumer,
}

[JsonConverter(typeof(LowerCase<SpanStatus>))]
internal enum SpanStatus : byte
{
    Unset,
    Ok,
    Error,
}

internal sealed record SpanEvent(string Name, long At, KeyValue[] Attributes);

internal sealed record SpanLink(UInt128 TraceId, ulong SpanId, KeyValue[] Attributes);

/// <summary>One finished piece of work. Never changed once it is read.</summary>
internal sealed class Span
{
    public UInt128 TraceId { get; set; }

    public ulong SpanId { get; set; }

    /// <summary>0 when it has no parent.</summary>
    public ulong ParentId { get; set; }

    public string Name { get; set; } = string.Empty;

    public SpanKind Kind { get; set; }

    public SpanStatus Status { get; set; }

    public string? StatusMessage { get; set; }

    public long Start { get; set; }

    public long End { get; set; }

    public Resource Resource { get; set; } = Resource.Unknown;

    public Scope Scope { get; set; } = Scope.None;

    public KeyValue[] Attributes { get; set; } = [];

    public SpanEvent[] Events { get; set; } = [];

    public SpanLink[] Links { get; set; } = [];

    /// <summary>About how many bytes it takes here.</summary>
    public int Size { get; set; }

    public bool Contains(SearchValues<string> text) =>
        Name.AsSpan().ContainsAny(text) || KeyValue.Contain(Attributes, text);
}
