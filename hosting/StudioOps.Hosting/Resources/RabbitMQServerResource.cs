namespace StudioOps.Hosting;

public sealed class RabbitMQServerResource : ContainerResource, IResourceWithConnectionString, IConnectionProperties
{
    internal RabbitMQServerResource(string name, ParameterResource? userName, ParameterResource password)
        : base(name)
    {
        UserName = userName is null ? ReferenceExpression.Of("guest") : ReferenceExpression.Of(userName);
        Password = password;
    }

    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create(
        $"amqp://{UserName}:{Password}@{Tcp.Property(EndpointProperty.Host)}:{Tcp.Property(EndpointProperty.Port)}");

    public string ValueExpression => new ConnectionStringReference(this).ValueExpression;

    internal ReferenceExpression UserName { get; }

    internal ParameterResource Password { get; }

    internal EndpointReference Tcp => new(this, "tcp");

    internal override string VolumeTarget => "/var/lib/rabbitmq";

    IEnumerable<(string Name, ReferenceExpression Value)> IConnectionProperties.ConnectionProperties =>
    [
        ("HOST", ReferenceExpression.Of(Tcp.Property(EndpointProperty.Host))),
        ("PORT", ReferenceExpression.Of(Tcp.Property(EndpointProperty.Port))),
        ("USERNAME", UserName),
        ("PASSWORD", ReferenceExpression.Of(Password)),
        ("URI", ConnectionStringExpression),
    ];

    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => ConnectionStringExpression.GetValueAsync(cancellationToken);
}
