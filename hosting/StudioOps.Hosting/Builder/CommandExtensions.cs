namespace StudioOps.Hosting;

public static class CommandExtensions
{
    /// <summary>Adds a button to the resource in the dashboard that sends a request to one of its endpoints.</summary>
    public static IResourceBuilder<TResource> WithHttpCommand<TResource>(
        this IResourceBuilder<TResource> builder,
        string path,
        string displayName,
        string? endpointName = null,
        string? commandName = null,
        HttpCommandOptions? commandOptions = null)
        where TResource : IResourceWithEndpoints
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(displayName);
        var node = builder.Node();
        var method = commandOptions?.Method ?? HttpMethod.Post;
        var name = commandName ?? $"{node.Name}-{endpointName ?? "http"}-{method.Method.ToLowerInvariant()}-{path.Trim('/').Replace('/', '-')}";
        node.Commands.Add(new HttpCommandDeclaration(name, displayName, path.StartsWith('/') ? path : "/" + path, endpointName, commandOptions ?? new HttpCommandOptions()));
        return builder;
    }
}
