using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Http;
using StudioOps.Identity.Data;
using StudioOps.Tenancy;

namespace StudioOps.Identity.Users;

/// <summary>People: everyone for an operator, the own tenant's for its people.</summary>
internal static class ListUsers
{
    public static async Task<Ok<Page<UserItem>>> Handle(
        PageRequest page, string? search, string? role, TenantKey? tenant, bool? deleted, IdentityContext db, CrossTenant<IdentityContext> all, UserReader reader, Caller caller,
        CancellationToken ct)
    {
        await using var everyone = caller.IsPlatform ? all.Read(caller) : null;
        var source = everyone ?? db;
        var query = source.Users.AsNoTracking().Where(u => deleted == true ? u.DeletedAt != null : u.DeletedAt == null);
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
        var items = await reader.ItemsAsync(source, users, ct);
        return TypedResults.Ok(page.Cut(items, item => new Cursor("", item.Id.ToString())));
    }
}
