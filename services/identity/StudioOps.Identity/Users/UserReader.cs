using Microsoft.EntityFrameworkCore;
using StudioOps.Identity.Data;
using StudioOps.Tenancy;

namespace StudioOps.Identity.Users;

/// <summary>A person as lists show them.</summary>
/// <param name="Id">Their id, the subject of their tokens.</param>
/// <param name="Email">What they sign in with.</param>
/// <param name="Name">What people call them.</param>
/// <param name="PlatformRoles">For operators to see.</param>
/// <param name="Memberships">Every tenant they belong to; for a tenant's caller its own alone.</param>
/// <param name="Mfa">Whether they have an authenticator.</param>
/// <param name="Disabled">Whether they are shut out.</param>
/// <param name="Invited">Whether they have yet to choose a password.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="LastSignInAt">UTC, or null.</param>
/// <param name="DeletedAt">UTC, or null.</param>
/// <param name="Revision">The entity tag's number.</param>
internal sealed record UserItem(
    Guid Id, string Email, string Name, IReadOnlyList<string> PlatformRoles, IReadOnlyList<UserMembership> Memberships, bool Mfa, bool Disabled, bool Invited,
    DateTimeOffset CreatedAt, DateTimeOffset? LastSignInAt, DateTimeOffset? DeletedAt, long Revision);

internal sealed record UserMembership(Guid TenantId, string? TenantName, IReadOnlyList<string> Roles);

/// <summary>Reads people for whoever asks: operators see every tenant's memberships, a tenant its own.</summary>
internal sealed class UserReader(IdentityContext db, CrossTenant<IdentityContext> all, Caller caller)
{
    public async Task<UserItem> ItemAsync(User user, CancellationToken ct)
    {
        await using var everyone = caller.IsPlatform ? all.Read(caller) : null;
        return (await ItemsAsync(everyone ?? db, [user], ct)).Single();
    }

    public async Task<IReadOnlyList<UserItem>> ItemsAsync(IdentityContext source, IReadOnlyCollection<User> users, CancellationToken ct)
    {
        var ids = users.Select(u => u.Id).ToList();
        var memberships = await (from m in source.Memberships.AsNoTracking()
                                 join t in source.KnownTenants on m.TenantId equals t.Id into tenants
                                 from t in tenants.DefaultIfEmpty()
                                 where ids.Contains(m.UserId)
                                 select new { m.UserId, m.TenantId, TenantName = t == null ? null : t.Name, m.Roles }).ToListAsync(ct);
        var byUser = memberships.ToLookup(m => m.UserId, m => new UserMembership(m.TenantId, m.TenantName, m.Roles));
        return [.. users.Select(u => new UserItem(
            u.Id, u.Email ?? "", u.Name, caller.IsPlatform ? u.PlatformRoles : [], [.. byUser[u.Id]], u.HasAuthenticator, u.Disabled, u.PasswordHash is null,
            u.CreatedAt, u.LastSignInAt, u.DeletedAt, u.Revision))];
    }
}
