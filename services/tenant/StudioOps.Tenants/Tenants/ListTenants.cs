using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Http;
using StudioOps.Tenancy;
using StudioOps.Tenants.Contracts;
using StudioOps.Tenants.Data;

namespace StudioOps.Tenants.Tenants;

internal static class ListTenants
{
    public static async Task<Ok<Page<TenantResource>>> Handle(
        PageRequest page, string? status, string? plan, Guid? partner, string? q, TenantDbContext db, CrossTenant<TenantDbContext> all, Caller caller, CancellationToken ct)
    {
        await using var everyone = caller.IsPlatform ? all.Read(caller) : null;
        var rows = (everyone ?? db).Tenants.AsNoTracking()
            // Who is gone is shown to whoever asks for it by name.
            .Where(tenant => status == null ? tenant.Status != TenantStatus.Deleted : tenant.Status == status)
            .Where(tenant => plan == null || tenant.Plan == plan)
            .Where(tenant => partner == null || tenant.PartnerId == partner);
        if (!string.IsNullOrWhiteSpace(q))
        {
            var like = $"%{q.Trim().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
            rows = rows.Where(tenant => EF.Functions.ILike(tenant.Name, like, "\\") || EF.Functions.ILike(tenant.Slug, like, "\\"));
        }

        var (paged, position) = Order(rows, page with { Sort = page.Sort ?? "-createdAt" });
        return TypedResults.Ok(page.Cut(await paged.Select(TenantResource.Select).ToListAsync(ct), position));
    }

    private static (IQueryable<Tenant> Rows, Func<TenantResource, Cursor> Position) Order(IQueryable<Tenant> rows, PageRequest page) => page.SortField switch
    {
        "name" => (rows.Paged(page, tenant => tenant.Name, tenant => tenant.Id, text => text), tenant => new(tenant.Name, tenant.Id.ToString())),
        "slug" => (rows.Paged(page, tenant => tenant.Slug, tenant => tenant.Id, text => text), tenant => new(tenant.Slug, tenant.Id.ToString())),
        "plan" => (rows.Paged(page, tenant => tenant.Plan, tenant => tenant.Id, text => text), tenant => new(tenant.Plan, tenant.Id.ToString())),
        "status" => (rows.Paged(page, tenant => tenant.Status, tenant => tenant.Id, text => text), tenant => new(tenant.Status, tenant.Id.ToString())),
        "createdAt" => (
            rows.Paged(page, tenant => tenant.CreatedAt, tenant => tenant.Id, text => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture)),
            tenant => new(tenant.CreatedAt.ToString("O", CultureInfo.InvariantCulture), tenant.Id.ToString())),
        _ => throw Keyset.UnknownSort("name, slug, plan, status, createdAt"),
    };
}
