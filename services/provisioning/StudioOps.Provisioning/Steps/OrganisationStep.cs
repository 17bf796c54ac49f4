using StudioOps.Provisioning.Reconcile;
using StudioOps.Provisioning.Upstreams;

namespace StudioOps.Provisioning.Steps;

/// <summary>The tenant's organisation in identity: without it nobody can be a member.</summary>
internal sealed class OrganisationStep(IdentityOrganisations identity) : IProvisioningStep
{
    public string Name => "organisation";

    public async Task<Observation> ObserveAsync(DesiredTenant tenant, CancellationToken ct) =>
        await identity.FindAsync(tenant.TenantId, ct) is { } found
            ? Observation.Present(
                found.TenantId.ToString(),
                Difference.Of("slug", tenant.Slug, found.Slug),
                Difference.Of("name", tenant.Name, found.Name),
                Difference.Of("ownerEmail", tenant.OwnerEmail, found.OwnerEmail, StringComparison.OrdinalIgnoreCase))
            : Observation.Absent;

    public Task MakeAsync(DesiredTenant tenant, CancellationToken ct) =>
        identity.PutAsync(tenant.TenantId, new OrganisationRequest(tenant.Slug, tenant.Name, tenant.OwnerEmail), ct);

    public Task RemoveAsync(DesiredTenant tenant, CancellationToken ct) => identity.DeleteAsync(tenant.TenantId, ct);
}
