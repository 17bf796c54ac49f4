using StudioOps.Contracts;

namespace StudioOps.Provisioning.Contracts;

/// <summary>The state of a tenant's provisioning changed: a step ended, failed, or everything settled.</summary>
/// <remarks>Facts only, additive changes only. Consumers must tolerate replays and reordering.</remarks>
/// <param name="TenantId">The tenant.</param>
/// <param name="Revision">Grows with every change of this tenant's provisioning; consumers drop older revisions.</param>
/// <param name="ObservedRevision">The tenant revision this state answers to.</param>
/// <param name="Ready">Every step is ok or skipped.</param>
/// <param name="Steps">Each step, in the order they run.</param>
/// <param name="Actor">The reconciler, or whoever asked it to run.</param>
/// <param name="OccurredAt">When, in UTC.</param>
public sealed record ProvisioningChanged(
    Guid TenantId, long Revision, long ObservedRevision, bool Ready, IReadOnlyList<ProvisioningStep> Steps, Actor Actor, DateTimeOffset OccurredAt);

/// <summary>One step of a tenant's provisioning.</summary>
/// <param name="Name">Stable name, for example <c>workspace</c>.</param>
/// <param name="State"><c>pending</c>, <c>ok</c>, <c>skipped</c> or <c>error</c>.</param>
/// <param name="Error">Why it is not ok, in words an operator understands, or null.</param>
public sealed record ProvisioningStep(string Name, string State, string? Error);
