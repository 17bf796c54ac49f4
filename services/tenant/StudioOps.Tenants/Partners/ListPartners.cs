using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Http;
using StudioOps.Tenants.Data;

namespace StudioOps.Tenants.Partners;

internal static class ListPartners
{
    public static async Task<Ok<Page<PartnerResource>>> Handle(PageRequest page, string? q, TenantDbContext db, CancellationToken ct)
    {
        var rows = db.Partners.AsNoTracking();
        if (!string.IsNullOrWhiteSpace(q))
        {
            var like = $"%{q.Trim().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
            rows = rows.Where(partner => EF.Functions.ILike(partner.Name, like, "\\") || EF.Functions.ILike(partner.Slug, like, "\\"));
        }

        var (paged, position) = Order(rows, page with { Sort = page.Sort ?? "name" });
        return TypedResults.Ok(page.Cut(await paged.Select(PartnerResource.Select).ToListAsync(ct), position));
    }

    private static (IQueryable<Partner> Rows, Func<PartnerResource, Cursor> Position) Order(IQueryable<Partner> rows, PageRequest page) => page.SortField switch
    {
        "name" => (rows.Paged(page, partner => partner.Name, partner => partner.Id, text => text), partner => new(partner.Name, partner.Id.ToString())),
        "slug" => (rows.Paged(page, partner => partner.Slug, partner => partner.Id, text => text), partner => new(partner.Slug, partner.Id.ToString())),
        "createdAt" => (
            rows.Paged(page, partner => partner.CreatedAt, partner => partner.Id, text => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture)),
            partner => new(partner.CreatedAt.ToString("O", CultureInfo.InvariantCulture), partner.Id.ToString())),
        _ => throw Keyset.UnknownSort("name, slug, createdAt"),
    };
}
