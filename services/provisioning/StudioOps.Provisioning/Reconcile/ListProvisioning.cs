using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Http;
using StudioOps.Provisioning.Data;
using StudioOps.Tenancy;

namespace StudioOps.Provisioning.Reconcile;

internal static class ListProvisioning
{
    /// <summary>Own rows, or every tenant's for an operator; each condition filters when it is named.</summary>
    public static async Task<Ok<Page<ProvisioningSummary>>> Handle(
        PageRequest page, bool? ready, bool? synced, bool? healthy, ProvisioningDbContext db, CrossTenant<ProvisioningDbContext> all, Caller caller, CancellationToken ct)
    {
        if (page.SortField is not (null or "slug"))
        {
            throw new BadHttpRequestException("sort is slug or -slug.");
        }

        await using var everyone = caller.IsPlatform ? all.Read(caller) : null;
        var rows = (everyone ?? db).Provisions.AsNoTracking()
            .Where(p => (ready == null || p.Ready.Holds == ready) && (synced == null || p.Synced.Holds == synced) && (healthy == null || p.Healthy.Holds == healthy));
        rows = page.Descending ? rows.OrderByDescending(p => p.Slug).ThenBy(p => p.TenantId) : rows.OrderBy(p => p.Slug).ThenBy(p => p.TenantId);
        if (page.Cursor is { } cursor)
        {
            var (slug, id) = (cursor.Value, Guid.TryParse(cursor.Id, out var parsed) ? parsed : throw new BadHttpRequestException("cursor is not one that this list gave out."));
            rows = page.Descending
                ? rows.Where(p => string.Compare(p.Slug, slug) < 0 || (p.Slug == slug && p.TenantId.CompareTo(id) > 0))
                : rows.Where(p => string.Compare(p.Slug, slug) > 0 || (p.Slug == slug && p.TenantId.CompareTo(id) > 0));
        }

        var found = await rows.Take(page.Limit + 1).ToListAsync(ct);
        var cut = page.Cut(found, p => new Cursor(p.Slug, p.TenantId.ToString()));
        return TypedResults.Ok(new Page<ProvisioningSummary>([.. cut.Items.Select(Summary)], cut.NextCursor));
    }

    private static ProvisioningSummary Summary(Provision p)
    {
        var whole = ProvisioningResource.Of(p);
        return new(whole.TenantId, whole.Slug, whole.Name, whole.Wanted, whole.Revision, whole.Conditions, whole.LastRun);
    }
}
