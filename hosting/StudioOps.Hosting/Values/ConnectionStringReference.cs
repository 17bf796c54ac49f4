namespace StudioOps.Hosting;

/// <summary>A resource's connection string: its value when running, one short place holder when published.</summary>
internal sealed class ConnectionStringReference(IResourceWithConnectionString resource) : IValueProvider, IManifestExpressionProvider, IResourceHole
{
    public Resource Resource { get; } = (Resource)resource;

    public string ValueExpression => $"{{{resource.Name}.connectionString}}";

    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => resource.ConnectionStringExpression.GetValueAsync(cancellationToken);
}
