using StudioOps.Provisioning.Steps;

namespace StudioOps.Provisioning.Reconcile;

/// <summary>How far one step of one tenant is.</summary>
internal sealed class StepState
{
    public const string Pending = "pending";
    public const string Ok = "ok";
    public const string Skipped = "skipped";
    public const string Failed = "error";

    public required Guid TenantId { get; init; }

    public required string Name { get; init; }

    /// <summary>Place in the order steps run.</summary>
    public int Ordinal { get; set; }

    public string State { get; private set; } = Pending;

    /// <summary>Why it is not ok, in words an operator understands.</summary>
    public string? Error { get; private set; }

    /// <summary>How retries treat the error; null when there is none.</summary>
    public string? ErrorClass { get; private set; }

    /// <summary>Failures in a row.</summary>
    public int Attempts { get; private set; }

    /// <summary>When the step looks again by itself: a retry after an error, a drift check otherwise; null when only a change or a person wakes it.</summary>
    public DateTimeOffset? NextAttemptAt { get; private set; }

    /// <summary>The tenant revision it last answered to.</summary>
    public long ObservedRevision { get; private set; }

    public DateTimeOffset LastTransitionAt { get; private set; }

    public bool IsDone => IsDoneAs(State);

    public static bool IsDoneAs(string state) => state is Ok or Skipped;

    /// <summary>Wanted anew: whatever was known no longer counts.</summary>
    public void Reset(DateTimeOffset now)
    {
        MoveTo(Pending, now);
        (Error, ErrorClass, Attempts, NextAttemptAt) = (null, null, 0, null);
    }

    public void Apply(StepResult result, long revision, Backoff backoff, DateTimeOffset now)
    {
        MoveTo(result.State, now);
        (Error, ErrorClass, ObservedRevision) = (result.Error, result.Class?.ToString().ToLowerInvariant(), revision);
        Attempts = result.State == Failed ? Attempts + 1 : 0;
        NextAttemptAt = result switch
        {
            { State: Pending } or { Class: FailureClass.Terminal } => null,
            { State: Failed } => now + backoff.After(Attempts, result.RetryAfter),
            _ => now + backoff.UntilDriftCheck(),
        };
    }

    private void MoveTo(string state, DateTimeOffset now)
    {
        if (State != state || LastTransitionAt == default)
        {
            (State, LastTransitionAt) = (state, now);
        }
    }
}
