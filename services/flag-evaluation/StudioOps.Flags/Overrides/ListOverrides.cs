using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Data;
using StudioOps.Flags.Engine;
using StudioOps.Http;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Flags.Overrides;

/// <summary><c>?tenant=&amp;flag=&amp;user=</c>, oldest first. Operators see every tenant's, a tenant's caller their own.</summary>
internal static class ListOverrides
{
    public static async Task<Results<Ok<Page<OverrideResource>>, ProblemHttpResult>> Handle(
        PageRequest page, string? tenant, string? flag, string? user, FlagDbContext db, CrossTenant<FlagDbContext> all, Caller caller, CancellationToken ct)
    {
        await using var everyone = caller.IsPlatform ? all.Read(caller) : null;
        var rows = (everyone ?? db).Overrides.AsNoTracking();
        if (tenant is not null)
        {
            var known = await (everyone ?? db).Tenants.SingleOrDefaultAsync(new TenantKey(tenant).Matches(), ct);
            if (known is null && caller.IsPlatform)
            {
                return Problems.NotFound("tenant.not-found");
            }

            // A list asked for another tenant's rows has none of them, and does not say whether that tenant exists.
            var id = known?.Id ?? Guid.Empty;
            rows = rows.Where(row => row.TenantId == id);
        }

        rows = flag is null ? rows : rows.Where(row => row.FlagKey == flag);
        rows = user is null ? rows : rows.Where(row => row.Level == OverrideLevel.User && row.Subject == user);
        if (page.Cursor is { } cursor)
        {
            rows = Guid.TryParse(cursor.Id, out var after)
                ? rows.Where(row => row.Id > after)
                : throw new BadHttpRequestException("cursor is not one that this list gave out.");
        }

        var found = await rows.OrderBy(row => row.Id).Take(page.Limit + 1).ToListAsync(ct);
        return TypedResults.Ok(page.Cut([.. found.Select(OverrideResource.Of)], row => new Cursor("", row.Id.ToString())));
    }
}
