namespace StudioOps.Identity.Grants;

/// <summary>An authorization request that came by the back channel (RFC 9126); the browser carries its name only.</summary>
internal sealed class PushedRequest
{
    public const string Prefix = "urn:ietf:params:oauth:request_uri:";

    /// <summary>From the push to the browser's arrival.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    /// <summary>From the browser's arrival to the code: somebody types a password in between.</summary>
    public static readonly TimeSpan SignIn = TimeSpan.FromMinutes(10);

    public required byte[] Hash { get; init; }

    public required string ClientId { get; init; }

    /// <summary>The parameters as a query string.</summary>
    public required string Parameters { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? ArrivedAt { get; init; }
}
