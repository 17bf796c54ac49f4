using Microsoft.EntityFrameworkCore;
using StudioOps.Identity.Clients;
using StudioOps.Identity.Data;
using StudioOps.Identity.Organisations;
using StudioOps.Identity.Roles;
using StudioOps.Tenancy;

namespace StudioOps.Identity.Users;

/// <summary>What a person may do through a client, now.</summary>
internal sealed record Entitlements(
    IReadOnlyList<string> PlatformRoles, IReadOnlyList<string> TenantRoles, IReadOnlyList<string> Permissions, string? RateLimitClass);

/// <summary>Decides whether a person may use a client at all, and what their tokens will say.</summary>
internal sealed class Profile(IdentityContext db, CrossTenant<IdentityContext> everyone, SignInPolicies policies)
{
    /// <summary>Nothing when this person has no business with this client or tenant.</summary>
    public async Task<Entitlements?> OfAsync(User user, Client client, Guid? tenantId, CancellationToken ct)
    {
        if (user.Disabled)
        {
            return null;
        }

        if (client.Surface == Surface.Operator)
        {
            return user.PlatformRoles.Count == 0
                ? null
                : new Entitlements(user.PlatformRoles, [], await PermissionsAsync(user.PlatformRoles, null, ct), "operator");
        }

        if (client.Surface != Surface.Portal || tenantId is null)
        {
            return null; // partners arrive with the partner portal
        }

        if (await policies.OfAsync(tenantId, ct) is { } policy && !policy.Admits(user.Email))
        {
            return null;
        }

        await using var all = everyone.ReadFor("a person signs in before a tenant is chosen for them");
        var found = await (from membership in all.Memberships
                           join tenant in all.KnownTenants on membership.TenantId equals tenant.Id
                           where membership.UserId == user.Id && membership.TenantId == tenantId
                           select new { membership.Roles, tenant.Plan }).SingleOrDefaultAsync(ct);
        return found is null ? null : new Entitlements([], found.Roles, await PermissionsAsync(found.Roles, tenantId, ct), found.Plan);
    }

    /// <summary>What these roles hold together: built-in ones, and the tenant's own, which never hold more than a tenant may.</summary>
    public async Task<IReadOnlyList<string>> PermissionsAsync(IReadOnlyCollection<string> roles, Guid? tenantId, CancellationToken ct)
    {
        var sets = await db.Roles.AsNoTracking().Where(r => roles.Contains(r.Name)).Select(r => r.Permissions).ToListAsync(ct);
        if (tenantId is not null && sets.Count < roles.Count)
        {
            await using var all = everyone.ReadFor("a tenant's own roles count for whoever holds them there");
            var own = await all.TenantRoles.Where(r => r.TenantId == tenantId && roles.Contains(r.Name)).Select(r => r.Permissions).ToListAsync(ct);
            sets.AddRange(own.Select(permissions => permissions.Where(BuiltInRoles.TenantPermissions.Contains).ToList()));
        }

        return [.. sets.SelectMany(p => p).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }
}
