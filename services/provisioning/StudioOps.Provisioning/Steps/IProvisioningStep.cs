using StudioOps.Provisioning.Reconcile;

namespace StudioOps.Provisioning.Steps;

/// <summary>One thing a tenant is owed. The engine observes, compares, acts only on a difference, and observes again.</summary>
/// <remarks>Every method may be called again after a crash at any point, so acting twice must have the effect of acting once.</remarks>
internal interface IProvisioningStep
{
    /// <summary>Stable name: part of the API and of events.</summary>
    string Name { get; }

    /// <summary>Steps that must be done first; taking down goes the other way round.</summary>
    IReadOnlyList<string> After => [];

    /// <summary>What is there now, and where it differs from what is owed. Changes nothing.</summary>
    Task<Observation> ObserveAsync(DesiredTenant tenant, CancellationToken ct);

    /// <summary>Makes it as owed.</summary>
    Task MakeAsync(DesiredTenant tenant, CancellationToken ct);

    /// <summary>Takes it down.</summary>
    Task RemoveAsync(DesiredTenant tenant, CancellationToken ct);
}
