namespace StudioOps.Hosting;

public sealed class PostgresServerResource : ContainerResource, IResourceWithConnectionString, IConnectionProperties
{
    internal PostgresServerResource(string name, ParameterResource? userName, ParameterResource password)
        : base(name)
    {
        UserName = userName is null ? ReferenceExpression.Of("postgres") : ReferenceExpression.Of(userName);
        Password = password;
    }

    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create(
        $"Host={Tcp.Property(EndpointProperty.Host)};Port={Tcp.Property(EndpointProperty.Port)};Username={UserName};Password={Password}");

    public string ValueExpression => new ConnectionStringReference(this).ValueExpression;

    internal ReferenceExpression UserName { get; }

    internal ParameterResource Password { get; }

    internal EndpointReference Tcp => new(this, "tcp");

    internal override string VolumeTarget => "/var/lib/postgresql/data";

    IEnumerable<(string Name, ReferenceExpression Value)> IConnectionProperties.ConnectionProperties =>
    [
        ("HOST", ReferenceExpression.Of(Tcp.Property(EndpointProperty.Host))),
        ("PORT", ReferenceExpression.Of(Tcp.Property(EndpointProperty.Port))),
        ("USERNAME", UserName),
        ("PASSWORD", ReferenceExpression.Of(Password)),
        ("URI", Uri(null)),
    ];

    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => ConnectionStringExpression.GetValueAsync(cancellationToken);

    internal ReferenceExpression Uri(string? database) => ReferenceExpression.Create(
        $"postgresql://{UserName}:{Password}@{Tcp.Property(EndpointProperty.Host)}:{Tcp.Property(EndpointProperty.Port)}{(database is null ? string.Empty : "/" + database)}");
}
