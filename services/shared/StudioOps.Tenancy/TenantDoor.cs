using Microsoft.EntityFrameworkCore;

namespace StudioOps.Tenancy;

/// <summary>Turns the tenant in an address into the one this unit of work is about, for whoever may see it.</summary>
/// <remarks>An operator may name any tenant; a tenant's own caller only their own. Everyone else, and every unknown name, gets null: a 404.</remarks>
public sealed class TenantDoor<TContext>(TContext db, CrossTenant<TContext> all, TenantScope scope, Caller caller)
    where TContext : DbContext
{
    /// <summary>Finds the tenant among the known ones and enters its scope; null when there is none for this caller.</summary>
    public async Task<KnownTenant?> EnterAsync(TenantKey key, CancellationToken ct)
    {
        if (!caller.IsPlatform)
        {
            return await db.Set<KnownTenant>().SingleOrDefaultAsync(key.Matches(), ct);
        }

        await using var everyone = all.Read(caller);
        var found = await everyone.Set<KnownTenant>().SingleOrDefaultAsync(key.Matches(), ct);
        if (found is not null)
        {
            scope.Enter(found.Id);
        }

        return found;
    }
}
