namespace StudioOps.Identity.Protocol;

/// <summary>An error as OAuth names it. The description is for developers and never says which part of a credential was wrong.</summary>
internal sealed record ProtocolError(string Error, string Description, int Status = StatusCodes.Status400BadRequest)
{
    public static ProtocolError InvalidRequest(string description) => new("invalid_request", description);

    public static ProtocolError InvalidGrant(string description) => new("invalid_grant", description);

    public static ProtocolError InvalidClient { get; } =
        new("invalid_client", "The client could not be authenticated.", StatusCodes.Status401Unauthorized);

    public static ProtocolError UnauthorizedClient { get; } = new("unauthorized_client", "This client may not use this grant.");

    /// <summary>Somebody is guessing.</summary>
    public static ProtocolError TooManyAttempts { get; } =
        new("temporarily_unavailable", "Too many failed attempts. Wait a minute.", StatusCodes.Status429TooManyRequests);

    public static ProtocolError UnsupportedGrantType { get; } = new("unsupported_grant_type", "This grant type is not supported.");
}
