using System.Globalization;

namespace StudioOps.Hosting;

/// <summary>A named endpoint of a resource; as a value it is its address.</summary>
public sealed class EndpointReference : IValueProvider, IManifestExpressionProvider, IResourceHole
{
    internal EndpointReference(Resource resource, string name)
    {
        Resource = resource;
        EndpointName = name;
    }

    public string EndpointName { get; }

    public string ValueExpression => Property(EndpointProperty.Url).ValueExpression;

    internal Resource Resource { get; }

    Resource IResourceHole.Resource => Resource;

    internal EndpointDeclaration Declaration => Resource.FindEndpoint(EndpointName)
        ?? throw new InvalidOperationException($"The resource {Resource.Name} has no endpoint named {EndpointName}.");

    public EndpointReferenceExpression Property(EndpointProperty property) => new(this, property);

    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => Property(EndpointProperty.Url).GetValueAsync(cancellationToken);
}

public enum EndpointProperty
{
    Url,
    Host,
    Port,
    Scheme,
    TargetPort,
}

public sealed class EndpointReferenceExpression : IValueProvider, IManifestExpressionProvider, IResourceHole
{
    private readonly EndpointReference _endpoint;
    private readonly EndpointProperty _property;

    internal EndpointReferenceExpression(EndpointReference endpoint, EndpointProperty property)
    {
        _endpoint = endpoint;
        _property = property;
    }

    Resource IResourceHole.Resource => _endpoint.Resource;

    public string ValueExpression
    {
        get
        {
            var property = _property switch
            {
                EndpointProperty.Host => "host",
                EndpointProperty.Port => "port",
                EndpointProperty.Scheme => "scheme",
                EndpointProperty.TargetPort => "targetPort",
                _ => "url",
            };
            return $"{{{_endpoint.Resource.Name}.bindings.{_endpoint.EndpointName}.{property}}}";
        }
    }

    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default)
    {
        var endpoint = _endpoint.Declaration;
        var port = (endpoint.AllocatedPort ?? throw new InvalidOperationException($"{_endpoint.Resource.Name} has no port yet; it is given one when the graph starts."))
            .ToString(CultureInfo.InvariantCulture);
        return ValueTask.FromResult<string?>(_property switch
        {
            EndpointProperty.Host => endpoint.Host,
            EndpointProperty.Scheme => endpoint.Scheme,
            EndpointProperty.Url => $"{endpoint.Scheme}://{endpoint.Host}:{port}",
            _ => port,
        });
    }
}
