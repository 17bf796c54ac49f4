using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Http;
using StudioOps.Identity.Data;
using StudioOps.Tenancy;

namespace StudioOps.Identity.Impersonations;

/// <summary>Newest first: every tenant's for an operator, its own for a tenant.</summary>
internal static class ListImpersonations
{
    public static async Task<Ok<Page<ImpersonationItem>>> Handle(
        PageRequest page, TenantKey? tenant, IdentityContext db, CrossTenant<IdentityContext> all, Caller caller, CancellationToken ct)
    {
        await using var everyone = caller.IsPlatform ? all.Read(caller) : null;
        var source = everyone ?? db;
        var query = source.Impersonations.AsNoTracking();
        if (!caller.IsPlatform)
        {
            // Row security says the same; said twice because a caller with neither tenant nor platform must get nothing.
            query = query.Where(i => i.TenantId == caller.TenantId);
        }

        if (tenant is { } key)
        {
            var ids = source.KnownTenants.Where(key.Matches()).Select(t => t.Id);
            query = query.Where(i => ids.Contains(i.TenantId));
        }

        if (page.Cursor is { } cursor)
        {
            query = Guid.TryParse(cursor.Id, out var after)
                ? query.Where(i => i.Id.CompareTo(after) < 0)
                : throw new BadHttpRequestException("cursor is not one that this list gave out.");
        }

        var rows = await query.OrderByDescending(i => i.Id).Take(page.Limit + 1).ToListAsync(ct);
        return TypedResults.Ok(page.Cut([.. rows.Select(ImpersonationItem.Of)], row => new Cursor("", row.Id.ToString())));
    }
}
