namespace StudioOps.Gateway.Bff;

/// <summary>What a browser's cookie stands for. Kept encrypted in Redis; the browser sees none of it but names and rights.</summary>
internal sealed record BrowserSession
{
    /// <summary>The host it was made at, and the only one it is good for.</summary>
    public required string Host { get; init; }

    public required string ClientId { get; init; }

    /// <summary>Identity's name for the sign-in (<c>sid</c>).</summary>
    public string? SessionId { get; init; }

    public string? Name { get; init; }

    public string? Email { get; init; }

    public required string AccessToken { get; init; }

    public string? RefreshToken { get; init; }

    /// <summary>The end nothing can move.</summary>
    public required DateTimeOffset EndsAt { get; init; }
}
