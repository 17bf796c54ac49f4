namespace StudioOps.Identity.Keys;

/// <summary>When signing keys are announced, sign, and disappear. Verifiers cache key sets for a day, so a key is published well before it signs.</summary>
internal static class KeySchedule
{
    public static readonly TimeSpan Announced = TimeSpan.FromDays(14);
    public static readonly TimeSpan Signs = TimeSpan.FromDays(90);
    public static readonly TimeSpan Kept = TimeSpan.FromDays(14);

    /// <summary>When a key that must be made now starts to sign; nothing when none is due.</summary>
    public static DateTimeOffset? NextKey(IReadOnlyCollection<DateTimeOffset> notBefores, DateTimeOffset now)
    {
        if (notBefores.Count == 0)
        {
            return now;
        }

        var takesOver = notBefores.Max() + Signs;
        return now < takesOver - Announced ? null
            : takesOver > now ? takesOver
            : now + Announced; // the service slept through its rotation: announce properly all the same
    }

    public static DateTimeOffset RetiresAt(DateTimeOffset notBefore) => notBefore + Signs + Kept;
}
