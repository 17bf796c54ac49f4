using System.Globalization;

namespace StudioOps.Hosting;

public static class ReferenceExtensions
{
    /// <summary>Gives the connection string as <c>ConnectionStrings__NAME</c> and its parts as <c>NAME_HOST</c> and so on.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithConnectionString> source, string? connectionName = null, bool optional = false)
        where TDestination : IResourceWithEnvironment
    {
        _ = optional;
        var name = connectionName ?? source.Resource.Name;
        builder.WithEnvironment($"ConnectionStrings__{name}", ReferenceExpression.Of(new ConnectionStringReference(source.Resource)));
        foreach (var (property, value) in (source.Resource as IConnectionProperties)?.ConnectionProperties ?? [])
        {
            builder.WithEnvironment($"{VariableName(name)}_{property}", value);
        }

        return builder;
    }

    /// <summary>Gives each endpoint as <c>services__NAME__SCHEME__0</c> and <c>NAME_SCHEME</c>.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithServiceDiscovery> source)
        where TDestination : IResourceWithEnvironment
    {
        foreach (var endpoint in source.Node().Endpoints)
        {
            builder.WithReference(new EndpointReference(source.Node(), endpoint.Name));
        }

        return builder;
    }

    public static IResourceBuilder<TDestination> WithReference<TDestination>(this IResourceBuilder<TDestination> builder, EndpointReference endpointReference)
        where TDestination : IResourceWithEnvironment
    {
        var service = endpointReference.Resource.Name;
        var endpoint = endpointReference.EndpointName;
        var known = builder.Node().Environment.Where(entry => entry.Key.StartsWith($"services__{service}__{endpoint}__", StringComparison.Ordinal)).ToList();
        if (known.Exists(entry => entry.Value.ValueExpression == endpointReference.ValueExpression))
        {
            return builder;
        }

        var number = known.Count;
        return builder
            .WithEnvironment(string.Create(CultureInfo.InvariantCulture, $"services__{service}__{endpoint}__{number}"), endpointReference)
            .WithEnvironment($"{VariableName(service)}_{VariableName(endpoint)}", endpointReference);
    }

    /// <summary>Starts after the dependency is healthy.</summary>
    public static IResourceBuilder<T> WaitFor<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency)
        where T : IResourceWithWaitSupport => builder.Waiting(new WaitDeclaration(dependency.Node(), WaitKind.Healthy));

    /// <summary>Starts after the dependency has ended with this code.</summary>
    public static IResourceBuilder<T> WaitForCompletion<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency, int exitCode = 0)
        where T : IResourceWithWaitSupport => builder.Waiting(new WaitDeclaration(dependency.Node(), WaitKind.Completed, exitCode));

    private static IResourceBuilder<T> Waiting<T>(this IResourceBuilder<T> builder, WaitDeclaration wait)
        where T : IResourceWithWaitSupport
    {
        builder.Node().Waits.Add(wait);
        return builder;
    }

    private static string VariableName(string name) => name.Replace('-', '_').ToUpperInvariant();
}
