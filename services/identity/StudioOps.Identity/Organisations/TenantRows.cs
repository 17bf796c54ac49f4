using Microsoft.EntityFrameworkCore;
using StudioOps.Identity.Data;
using StudioOps.Identity.Standing;
using StudioOps.Standing;

namespace StudioOps.Identity.Organisations;

/// <summary>What identity holds of a tenant, and how it ends. The caller has entered the tenant's scope, and saves.</summary>
internal sealed class TenantRows(IdentityContext db, StandingTable standing, TimeProvider clock)
{
    /// <summary>Removes members, service accounts, roles, the sign-in policy and the organisation, and ends whatever was signed in; whether there was anything.</summary>
    public async Task<bool> RemoveAsync(Guid tenantId, CancellationToken ct)
    {
        var rows = await db.Memberships.Where(m => m.TenantId == tenantId).ExecuteDeleteAsync(ct)
            + await db.ServiceAccounts.Where(a => a.TenantId == tenantId).ExecuteDeleteAsync(ct)
            + await db.TenantRoles.Where(r => r.TenantId == tenantId).ExecuteDeleteAsync(ct)
            + await db.SignInPolicies.Where(p => p.TenantId == tenantId).ExecuteDeleteAsync(ct)
            + await db.Organisations.Where(o => o.TenantId == tenantId).ExecuteDeleteAsync(ct);
        if (rows == 0)
        {
            return false;
        }

        await BlockAsync(tenantId, StandingEntry.Suspended, ct);
        return true;
    }

    /// <summary>Nobody of the tenant gets past standing or a refresh any more.</summary>
    public async Task BlockAsync(Guid tenantId, string status, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await db.RefreshTokens.Where(t => t.TenantId == tenantId && t.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.RevokedAt, now), ct);
        await standing.SetAsync(StandingKind.Tenant, tenantId.ToString("D"), status, now, 0, ct);
    }

    /// <summary>New tokens pass again; those from before stay refused.</summary>
    public Task UnblockAsync(Guid tenantId, CancellationToken ct) =>
        standing.SetAsync(StandingKind.Tenant, tenantId.ToString("D"), StandingEntry.Active, null, 0, ct);
}
