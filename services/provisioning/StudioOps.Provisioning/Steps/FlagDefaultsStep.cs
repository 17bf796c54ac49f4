using StudioOps.Provisioning.Reconcile;
using StudioOps.Provisioning.Upstreams;

namespace StudioOps.Provisioning.Steps;

/// <summary>The tenant's own set of flags, so that its first evaluation has something to answer from.</summary>
internal sealed class FlagDefaultsStep(TenantFlagDefaults flags) : IProvisioningStep
{
    public string Name => "flag-defaults";

    public async Task<Observation> ObserveAsync(DesiredTenant tenant, CancellationToken ct) =>
        await flags.FindAsync(tenant.TenantId, ct) is { } found
            ? Observation.Present(found.TenantId.ToString(), Difference.Of("slug", tenant.Slug, found.Slug))
            : Observation.Absent;

    public Task MakeAsync(DesiredTenant tenant, CancellationToken ct) => flags.PutAsync(tenant.TenantId, new FlagDefaultsRequest(tenant.Slug), ct);

    public Task RemoveAsync(DesiredTenant tenant, CancellationToken ct) => flags.DeleteAsync(tenant.TenantId, ct);
}
