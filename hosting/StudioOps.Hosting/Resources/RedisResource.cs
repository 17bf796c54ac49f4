using System.Globalization;

namespace StudioOps.Hosting;

public sealed class RedisResource : ContainerResource, IResourceWithConnectionString, IConnectionProperties
{
    internal RedisResource(string name, ParameterResource password)
        : base(name) => Password = password;

    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create(
        $"{Tcp.Property(EndpointProperty.Host)}:{Tcp.Property(EndpointProperty.Port)},password={Password}");

    public string ValueExpression => new ConnectionStringReference(this).ValueExpression;

    internal ParameterResource Password { get; }

    internal EndpointReference Tcp => new(this, "tcp");

    internal (TimeSpan Interval, long Keys)? Persistence { get; set; }

    internal override string VolumeTarget => "/data";

    internal override string Entrypoint => "/bin/sh";

    /// <summary>Snapshots as asked, and every write to a log in between, because sessions must outlive a crash.</summary>
    internal IReadOnlyList<string> Settings => Persistence is { } persistence
        ? [string.Create(CultureInfo.InvariantCulture, $"save {(long)persistence.Interval.TotalSeconds} {persistence.Keys}"), "appendonly yes"]
        : ["save \"\"", "appendonly no"];

    IEnumerable<(string Name, ReferenceExpression Value)> IConnectionProperties.ConnectionProperties =>
    [
        ("HOST", ReferenceExpression.Of(Tcp.Property(EndpointProperty.Host))),
        ("PORT", ReferenceExpression.Of(Tcp.Property(EndpointProperty.Port))),
        ("PASSWORD", ReferenceExpression.Of(Password)),
        ("URI", ReferenceExpression.Create($"redis://:{Password}@{Tcp.Property(EndpointProperty.Host)}:{Tcp.Property(EndpointProperty.Port)}")),
    ];

    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => ConnectionStringExpression.GetValueAsync(cancellationToken);
}
