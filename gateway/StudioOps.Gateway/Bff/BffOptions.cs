namespace StudioOps.Gateway.Bff;

/// <summary>How long a browser stays signed in.</summary>
internal sealed record BffOptions
{
    /// <summary>Without a call for this long the session is over.</summary>
    public TimeSpan SlidingExpiry { get; init; } = TimeSpan.FromHours(1);

    /// <summary>After this long it is over whatever happens; signing in again is silent while identity's own session lasts.</summary>
    public TimeSpan AbsoluteExpiry { get; init; } = TimeSpan.FromHours(12);
}
