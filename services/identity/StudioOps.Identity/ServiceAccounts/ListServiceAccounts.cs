using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Http;
using StudioOps.Identity.Data;
using StudioOps.Tenancy;

namespace StudioOps.Identity.ServiceAccounts;

/// <summary>A service account as lists show it; never its secret.</summary>
internal sealed record ServiceAccountItem(
    Guid Id, string ClientId, string Name, Guid? TenantId, IReadOnlyList<string> Permissions, bool Disabled, DateTimeOffset CreatedAt);

internal static class ListServiceAccounts
{
    public static async Task<Ok<Page<ServiceAccountItem>>> Handle(
        PageRequest page, IdentityContext db, CrossTenant<IdentityContext> all, Caller caller, CancellationToken ct)
    {
        await using var everyone = caller.IsPlatform ? all.Read(caller) : null;
        var query = (everyone ?? db).ServiceAccounts.AsNoTracking();
        if (!caller.IsPlatform)
        {
            // Row security says the same; said twice because a caller with neither tenant nor platform must get nothing.
            query = query.Where(a => a.TenantId != null && a.TenantId == caller.TenantId);
        }

        if (page.Cursor is { } cursor)
        {
            query = Guid.TryParse(cursor.Id, out var after)
                ? query.Where(a => a.Id.CompareTo(after) > 0)
                : throw new BadHttpRequestException("cursor is not one that this list gave out.");
        }

        var rows = await query.OrderBy(a => a.Id).Take(page.Limit + 1)
            .Select(a => new ServiceAccountItem(a.Id, a.ClientId, a.Name, a.TenantId, a.Permissions, a.Disabled, a.CreatedAt))
            .ToListAsync(ct);
        return TypedResults.Ok(page.Cut(rows, row => new Cursor("", row.Id.ToString())));
    }
}
