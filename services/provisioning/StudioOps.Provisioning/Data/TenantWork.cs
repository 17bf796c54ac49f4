using StudioOps.Tenancy;

namespace StudioOps.Provisioning.Data;

/// <summary>One short unit of work about one tenant. Upstreams are called between two of them, never inside.</summary>
internal sealed class TenantWork(IServiceScopeFactory scopes)
{
    public async Task<T> RunAsync<T>(Guid tenantId, Func<ProvisioningDbContext, Task<T>> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(tenantId);
        return await work(scope.ServiceProvider.GetRequiredService<ProvisioningDbContext>());
    }
}
