namespace StudioOps.Dashboard.Telemetry;

/// <summary>Who sent something: a service, and which instance of it.</summary>
internal sealed record Resource(string Name, string Instance, KeyValue[] Attributes)
{
    public static readonly Resource Unknown = new("unknown", string.Empty, []);
}

/// <summary>The library or category that wrote something.</summary>
internal sealed record Scope(string Name, string Version)
{
    public static readonly Scope None = new(string.Empty, string.Empty);
}
