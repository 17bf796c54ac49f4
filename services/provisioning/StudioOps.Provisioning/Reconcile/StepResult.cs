using StudioOps.Provisioning.Steps;

namespace StudioOps.Provisioning.Reconcile;

/// <summary>What one step came to in one run.</summary>
/// <remarks><c>Writes</c> counts changes asked of the upstream, 0 when it was as wanted; <c>ExternalId</c> is what the upstream calls the thing, once it exists.</remarks>
internal sealed record StepResult(
    string Name, string State, string? Error = null, FailureClass? Class = null, TimeSpan? RetryAfter = null, int Writes = 0, string? ExternalId = null)
{
    /// <summary>Whether this is news worth a save of its own; an unchanged ok waits for the end of the run.</summary>
    public bool IsNews(StepState before) => State != before.State || Error != before.Error || Writes > 0 || State == StepState.Failed;
}
