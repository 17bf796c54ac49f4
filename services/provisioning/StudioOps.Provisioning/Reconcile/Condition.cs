namespace StudioOps.Provisioning.Reconcile;

/// <summary>A statement about a tenant's provisioning that holds or not, why not, and since when.</summary>
internal sealed class Condition
{
    public bool Holds { get; private set; }

    public string? Reason { get; private set; }

    /// <summary>The last time it began or ceased to hold.</summary>
    public DateTimeOffset Since { get; private set; }

    /// <summary>Takes the verdict in; whether anything about it is new.</summary>
    public bool Set(bool holds, string? reason, DateTimeOffset now)
    {
        if (Holds == holds && Reason == reason && Since != default)
        {
            return false;
        }

        if (Holds != holds || Since == default)
        {
            Since = now;
        }

        (Holds, Reason) = (holds, reason);
        return true;
    }
}
