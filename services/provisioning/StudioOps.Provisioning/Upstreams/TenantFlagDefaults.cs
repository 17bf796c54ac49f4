namespace StudioOps.Provisioning.Upstreams;

internal sealed record FlagDefaultsRequest(string Slug);

internal sealed record FlagDefaultsAnswer(Guid TenantId, string Slug);

/// <summary>The flag service's defaults of a tenant.</summary>
internal sealed class TenantFlagDefaults(HttpClient http)
{
    private const string Service = "flag-evaluation";

    public Task<FlagDefaultsAnswer?> FindAsync(Guid tenantId, CancellationToken ct) => http.FindAsync<FlagDefaultsAnswer>(Service, Path(tenantId), ct);

    public Task PutAsync(Guid tenantId, FlagDefaultsRequest request, CancellationToken ct) => http.PutAsync(Service, Path(tenantId), request, ct);

    public Task DeleteAsync(Guid tenantId, CancellationToken ct) => http.DeleteAsync(Service, Path(tenantId), ct);

    private static string Path(Guid tenantId) => $"/internal/v1/tenants/{tenantId}/flag-defaults";
}
