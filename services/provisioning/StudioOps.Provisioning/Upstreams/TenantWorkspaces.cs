namespace StudioOps.Provisioning.Upstreams;

internal sealed record WorkspaceRequest(string Isolation, string Slug);

internal sealed record WorkspaceAnswer(Guid TenantId, string Isolation, string? Schema);

/// <summary>The tenant service's workspaces.</summary>
internal sealed class TenantWorkspaces(HttpClient http)
{
    private const string Service = "tenant";

    public Task<WorkspaceAnswer?> FindAsync(Guid tenantId, CancellationToken ct) => http.FindAsync<WorkspaceAnswer>(Service, Path(tenantId), ct);

    public Task PutAsync(Guid tenantId, WorkspaceRequest request, CancellationToken ct) => http.PutAsync(Service, Path(tenantId), request, ct);

    public Task DeleteAsync(Guid tenantId, CancellationToken ct) => http.DeleteAsync(Service, Path(tenantId), ct);

    private static string Path(Guid tenantId) => $"/internal/v1/workspaces/{tenantId}";
}
