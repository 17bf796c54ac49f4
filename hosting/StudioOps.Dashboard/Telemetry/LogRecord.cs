using System.Buffers;

namespace StudioOps.Dashboard.Telemetry;

/// <summary>One thing somebody said. Never changed once it is kept.</summary>
internal sealed class LogRecord
{
    /// <summary>Given when it is kept; names it.</summary>
    public long Sequence { get; set; }

    public long At { get; set; }

    /// <summary>1 to 24, four to a level, 0 where none was given.</summary>
    public byte Severity { get; set; }

    public string Message { get; set; } = string.Empty;

    public UInt128 TraceId { get; set; }

    public ulong SpanId { get; set; }

    public Resource Resource { get; set; } = Resource.Unknown;

    public Scope Scope { get; set; } = Scope.None;

    public KeyValue[] Attributes { get; set; } = [];

    /// <summary>About how many bytes it takes here.</summary>
    public int Size { get; set; }

    public bool Contains(SearchValues<string> text) =>
        Message.AsSpan().ContainsAny(text)
        || Scope.Name.AsSpan().ContainsAny(text)
        || KeyValue.Contain(Attributes, text);
}
