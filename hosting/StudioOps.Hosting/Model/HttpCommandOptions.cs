namespace StudioOps.Hosting;

public class CommandOptions
{
    public string? Description { get; set; }

    /// <summary>Asked before the command is run.</summary>
    public string? ConfirmationMessage { get; set; }

    public bool IsHighlighted { get; set; }
}

public class HttpCommandOptions : CommandOptions
{
    /// <summary>POST when none is given.</summary>
    public HttpMethod? Method { get; set; }

    /// <summary>Completes the request: headers, a body.</summary>
    public Func<HttpCommandRequestContext, Task>? PrepareRequest { get; set; }
}

public sealed class HttpCommandRequestContext
{
    public required string ResourceName { get; init; }

    public required EndpointReference Endpoint { get; init; }

    public required HttpRequestMessage Request { get; init; }

    public required CancellationToken CancellationToken { get; init; }
}
