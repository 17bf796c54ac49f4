namespace StudioOps.Provisioning.Upstreams;

internal sealed record OrganisationRequest(string Slug, string Name, string OwnerEmail);

internal sealed record OrganisationAnswer(Guid TenantId, string Slug, string Name, string OwnerEmail);

/// <summary>Identity's organisations.</summary>
internal sealed class IdentityOrganisations(HttpClient http)
{
    private const string Service = "identity";

    public Task<OrganisationAnswer?> FindAsync(Guid tenantId, CancellationToken ct) => http.FindAsync<OrganisationAnswer>(Service, Path(tenantId), ct);

    public Task PutAsync(Guid tenantId, OrganisationRequest request, CancellationToken ct) => http.PutAsync(Service, Path(tenantId), request, ct);

    public Task DeleteAsync(Guid tenantId, CancellationToken ct) => http.DeleteAsync(Service, Path(tenantId), ct);

    private static string Path(Guid tenantId) => $"/internal/v1/organisations/{tenantId}";
}
