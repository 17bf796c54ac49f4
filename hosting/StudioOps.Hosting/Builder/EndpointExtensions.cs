using System.Net.Sockets;

namespace StudioOps.Hosting;

public static class EndpointExtensions
{
    public static IResourceBuilder<T> WithEndpoint<T>(
        this IResourceBuilder<T> builder,
        int? port = null,
        int? targetPort = null,
        string? scheme = null,
        string? name = null,
        string? env = null,
        bool isProxied = true,
        bool? isExternal = null,
        ProtocolType? protocol = null)
        where T : IResourceWithEndpoints
    {
        // There is no proxy between a caller and a process here, so both see the same port.
        _ = isProxied;
        if (protocol is not (null or ProtocolType.Tcp))
        {
            throw new NotSupportedException("Endpoints are TCP.");
        }

        var usedScheme = scheme ?? "tcp";
        var usedName = name ?? usedScheme;
        var node = builder.Node();
        if (node.FindEndpoint(usedName) is not null)
        {
            throw new InvalidOperationException($"The resource {node.Name} has two endpoints named {usedName}.");
        }

        node.Endpoints.Add(new EndpointDeclaration
        {
            Name = usedName,
            Scheme = usedScheme,
            Port = port,
            TargetPort = targetPort,
            PortVariable = env,
            IsExternal = isExternal ?? false,
        });
        return builder;
    }

    public static IResourceBuilder<T> WithHttpEndpoint<T>(
        this IResourceBuilder<T> builder, int? port = null, int? targetPort = null, string? name = null, string? env = null, bool isProxied = true)
        where T : IResourceWithEndpoints => builder.WithEndpoint(port, targetPort, "http", name, env, isProxied);

    public static IResourceBuilder<T> WithHttpsEndpoint<T>(
        this IResourceBuilder<T> builder, int? port = null, int? targetPort = null, string? name = null, string? env = null, bool isProxied = true)
        where T : IResourceWithEndpoints => builder.WithEndpoint(port, targetPort, "https", name, env, isProxied);

    public static IResourceBuilder<T> WithExternalHttpEndpoints<T>(this IResourceBuilder<T> builder)
        where T : IResourceWithEndpoints
    {
        foreach (var endpoint in builder.Node().Endpoints.Where(endpoint => endpoint.IsHttp))
        {
            endpoint.IsExternal = true;
        }

        return builder;
    }

    public static IResourceBuilder<T> WithHttpHealthCheck<T>(
        this IResourceBuilder<T> builder, string? path = null, int? statusCode = null, string? endpointName = null)
        where T : IResourceWithEndpoints
    {
        builder.Node().HttpHealth = new HttpHealthDeclaration(path ?? "/", statusCode ?? 200, endpointName);
        return builder;
    }

    public static IResourceBuilder<T> WithUrlForEndpoint<T>(this IResourceBuilder<T> builder, string endpointName, Action<ResourceUrlAnnotation> callback)
        where T : IResource
    {
        builder.Node().Urls.Add(new UrlDeclaration(endpointName, callback));
        return builder;
    }

    public static EndpointReference GetEndpoint<T>(this IResourceBuilder<T> builder, string name)
        where T : IResourceWithEndpoints => new(builder.Node(), name);
}
