namespace StudioOps.Identity.Grants;

/// <summary>A device without a keyboard waits for somebody to type its code elsewhere (RFC 8628).</summary>
internal sealed class DeviceGrant
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    public required byte[] Hash { get; init; }

    /// <summary>What the person types, without its dash.</summary>
    public required string UserCode { get; init; }

    public required string ClientId { get; init; }

    public required string Scope { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Seconds between two questions; grows with each one asked too soon.</summary>
    public int Interval { get; init; } = 5;

    public DateTimeOffset? AskedAt { get; init; }

    public DeviceState State { get; private set; }

    public Guid? UserId { get; private set; }

    public Guid? SessionId { get; private set; }

    /// <summary>Whether the decision counted: a code is decided on once.</summary>
    public bool TryDecide(bool allowed, Guid userId, Guid sessionId, DateTimeOffset now)
    {
        if (State != DeviceState.Waiting || ExpiresAt <= now)
        {
            return false;
        }

        (State, UserId, SessionId) = (allowed ? DeviceState.Allowed : DeviceState.Denied, userId, sessionId);
        return true;
    }
}

internal enum DeviceState
{
    Waiting,
    Allowed,
    Denied,
    Redeemed,
}
