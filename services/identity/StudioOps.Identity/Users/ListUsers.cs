using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Http;
using StudioOps.Identity.Data;
using StudioOps.Tenancy;

namespace StudioOps.Identity.Users;

/// <summary>A person as lists show them.</summary>
internal sealed record UserItem(
    Guid Id,
    string Email,
    string Name,
    IReadOnlyList<string> PlatformRoles,
    IReadOnlyList<UserMembership> Memberships,
    bool Mfa,
    bool Disabled,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastSignInAt);

internal sealed record UserMembership(Guid TenantId, string? TenantName, IReadOnlyList<string> Roles);

/// <summary>People: everyone for an operator, the own tenant's for its people.</summary>
internal static class ListUsers
{
    public static async Task<Ok<Page<UserItem>>> Handle(
        PageRequest page, string? search, string? role, TenantKey? tenant, IdentityContext db, CrossTenant<IdentityContext> all, Caller caller, CancellationToken ct)
    {
        await using var everyone = caller.IsPlatform ? all.Read(caller) : null;
        var source = everyone ?? db;
        var query = source.Users.AsNoTracking();
        if (!caller.IsPlatform)
        {
            // The membership table is under row security; the people hang on it.
            query = query.Where(u => source.Memberships.Any(m => m.UserId == u.Id && m.TenantId == caller.TenantId));
        }

        if (tenant is { } key)
        {
            var ids = source.KnownTenants.Where(key.Matches()).Select(t => t.Id);
            query = query.Where(u => source.Memberships.Any(m => m.UserId == u.Id && ids.Contains(m.TenantId)));
        }

        if (!string.IsNullOrWhiteSpace(role))
        {
            query = query.Where(u => u.PlatformRoles.Contains(role) || source.Memberships.Any(m => m.UserId == u.Id && m.Roles.Contains(role)));
        }

        if (!string.IsNullOrWhiteSpace(search))
        {
            var pattern = $"%{search.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
            query = query.Where(u => EF.Functions.ILike(u.Name, pattern) || EF.Functions.ILike(u.Email!, pattern));
        }

        if (page.Cursor is { } cursor)
        {
            query = Guid.TryParse(cursor.Id, out var after)
                ? query.Where(u => u.Id.CompareTo(after) > 0)
                : throw new BadHttpRequestException("cursor is not one that this list gave out.");
        }

        var users = await query.OrderBy(u => u.Id).Take(page.Limit + 1).ToListAsync(ct);
        var userIds = users.Select(u => u.Id).ToList();
        var memberships = await (from m in source.Memberships.AsNoTracking()
                                 join t in source.KnownTenants on m.TenantId equals t.Id into tenants
                                 from t in tenants.DefaultIfEmpty()
                                 where userIds.Contains(m.UserId)
                                 select new { m.UserId, m.TenantId, TenantName = t == null ? null : t.Name, m.Roles }).ToListAsync(ct);
        var byUser = memberships.ToLookup(m => m.UserId, m => new UserMembership(m.TenantId, m.TenantName, m.Roles));
        var items = users.Select(u => new UserItem(
            u.Id, u.Email ?? "", u.Name, caller.IsPlatform ? u.PlatformRoles : [], [.. byUser[u.Id]], u.HasAuthenticator, u.Disabled, u.CreatedAt, u.LastSignInAt)).ToList();
        return TypedResults.Ok(page.Cut(items, item => new Cursor("", item.Id.ToString())));
    }
}
