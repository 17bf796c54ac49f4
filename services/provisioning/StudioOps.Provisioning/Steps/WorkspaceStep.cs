using StudioOps.Provisioning.Reconcile;
using StudioOps.Provisioning.Upstreams;

namespace StudioOps.Provisioning.Steps;

/// <summary>Where the tenant's own data lives: rows of its own in shared tables, or a schema of its own.</summary>
internal sealed class WorkspaceStep(TenantWorkspaces workspaces) : IProvisioningStep
{
    public string Name => "workspace";

    public async Task<Observation> ObserveAsync(DesiredTenant tenant, CancellationToken ct) =>
        await workspaces.FindAsync(tenant.TenantId, ct) is { } found
            ? Observation.Present(found.Schema ?? found.Isolation, Difference.Of("isolation", tenant.Isolation, found.Isolation))
            : Observation.Absent;

    public Task MakeAsync(DesiredTenant tenant, CancellationToken ct) =>
        workspaces.PutAsync(tenant.TenantId, new WorkspaceRequest(tenant.Isolation, tenant.Slug), ct);

    public Task RemoveAsync(DesiredTenant tenant, CancellationToken ct) => workspaces.DeleteAsync(tenant.TenantId, ct);
}
