using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using StudioOps.Tenancy;
using StudioOps.Tenants.Data;

namespace StudioOps.Tenants.Tenants;

/// <summary>The tenant an address names, for whoever may see it; the unit of work is then about that tenant.</summary>
internal sealed class TenantLookup(TenantDbContext db, CrossTenant<TenantDbContext> all, TenantScope scope, Caller caller)
{
    /// <summary>Null when there is none for this caller: a 404.</summary>
    public async Task<Tenant?> FindAsync(TenantKey key, CancellationToken ct)
    {
        if (caller.IsPlatform)
        {
            await using var everyone = all.Read(caller);
            var id = await everyone.Tenants.Where(Matches(key)).Select(tenant => (Guid?)tenant.Id).SingleOrDefaultAsync(ct);
            if (id is null)
            {
                return null;
            }

            scope.Enter(id.Value);
        }

        return await db.Tenants.SingleOrDefaultAsync(Matches(key), ct);
    }

    private static Expression<Func<Tenant, bool>> Matches(TenantKey key)
    {
        var (id, slug) = (key.Id, key.Value);
        return id is null ? tenant => tenant.Slug == slug : tenant => tenant.Id == id;
    }
}
