namespace StudioOps.Hosting;

internal sealed class EndpointDeclaration
{
    public required string Name { get; init; }

    public required string Scheme { get; init; }

    public int? Port { get; init; }

    public int? TargetPort { get; init; }

    /// <summary>The variable that tells the process which port to listen on.</summary>
    public string? PortVariable { get; init; }

    public bool IsExternal { get; set; }

    public int? AllocatedPort { get; set; }

    public bool IsHttp => Scheme is "http" or "https";

    /// <summary>People use external endpoints, and a name keeps cookies and issuers stable; services use the address, which needs no resolver.</summary>
    public string Host => IsExternal ? "localhost" : "127.0.0.1";
}

internal enum WaitKind
{
    Healthy,
    Completed,
}

internal sealed record WaitDeclaration(Resource Dependency, WaitKind Kind, int ExitCode = 0);

internal sealed record HttpHealthDeclaration(string Path, int StatusCode, string? EndpointName);

internal sealed record HttpCommandDeclaration(string Name, string DisplayName, string Path, string? EndpointName, HttpCommandOptions Options);

internal sealed record UrlDeclaration(string EndpointName, Action<ResourceUrlAnnotation> Change);
