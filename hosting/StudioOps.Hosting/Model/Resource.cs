using System.Text.RegularExpressions;

namespace StudioOps.Hosting;

/// <summary>One node of the graph and everything said about it; the extension methods fill it, the host and the manifest read it.</summary>
public abstract partial class Resource : IResource
{
    protected Resource(string name)
    {
        Name = NamePattern().IsMatch(name)
            ? name
            : throw new ArgumentException($"'{name}' is no resource name: letters, digits and single hyphens, beginning with a letter, at most 64.", nameof(name));
    }

    public string Name { get; }

    internal List<EndpointDeclaration> Endpoints { get; } = [];

    internal OrderedDictionary<string, ReferenceExpression> Environment { get; } = [];

    internal List<ReferenceExpression> Arguments { get; } = [];

    internal List<WaitDeclaration> Waits { get; } = [];

    internal HttpHealthDeclaration? HttpHealth { get; set; }

    internal List<UrlDeclaration> Urls { get; } = [];

    internal List<HttpCommandDeclaration> Commands { get; } = [];

    internal bool IsExcludedFromManifest { get; set; }

    /// <summary>Set on what only watches the graph: nobody waits for it, and its failure is nobody else's.</summary>
    internal bool IsAuxiliary { get; set; }

    internal EndpointDeclaration? FindEndpoint(string name) => Endpoints.Find(endpoint => endpoint.Name == name);

    [GeneratedRegex("^(?!.*--)[A-Za-z][A-Za-z0-9-]{0,63}(?<!-)$")]
    private static partial Regex NamePattern();
}
