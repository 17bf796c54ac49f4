using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Data;
using StudioOps.Http;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Flags.Changes;

/// <summary><c>?flag=&amp;tenant=&amp;kind=&amp;state=&amp;review=</c>, newest first. Operators see every one, a tenant's caller those that changed something of theirs.</summary>
internal static class ListChangeSets
{
    public static async Task<Results<Ok<Page<ChangeSetResource>>, ProblemHttpResult>> Handle(
        PageRequest page, string? flag, string? tenant, string? kind, string? state, string? review, FlagDbContext db, CrossTenant<FlagDbContext> all, Caller caller, CancellationToken ct)
    {
        await using var everyone = caller.IsPlatform ? all.Read(caller) : null;
        var from = everyone ?? db;
        var sets = from.ChangeSets.AsNoTracking().Where(set => kind == null || set.Kind == kind).Where(set => state == null || set.State == state)
            .Where(set => review == null || set.Review == review);
        if (tenant is not null || !caller.IsPlatform)
        {
            var known = tenant is null ? null : await from.Tenants.SingleOrDefaultAsync(new TenantKey(tenant).Matches(), ct);
            if (tenant is not null && known is null && caller.IsPlatform)
            {
                return Problems.NotFound("tenant.not-found");
            }

            var id = tenant is null ? caller.TenantId : known?.Id ?? Guid.Empty;
            sets = sets.Where(set => set.AskedIn == id || from.TenantChangeItems.Any(item => item.ChangeSetId == set.Id && item.TenantId == id));
        }

        if (flag is not null)
        {
            sets = sets.Where(set => from.TenantChangeItems.Any(item => item.ChangeSetId == set.Id && item.FlagKey == flag)
                || from.ChangeItems.Any(item => item.ChangeSetId == set.Id && item.FlagKey == flag));
        }

        if (page.Cursor is { } cursor)
        {
            var before = Position(cursor.Id);
            sets = sets.Where(set => set.Number < before);
        }

        var rows = await sets.OrderByDescending(set => set.Number).Take(page.Limit + 1).ToListAsync(ct);
        var numbers = rows.ToDictionary(set => set.Id, set => set.Number);
        return TypedResults.Ok(page.Cut(
            [.. rows.Select(ChangeSetResource.Of)], set => new Cursor("", numbers[set.Id].ToString(CultureInfo.InvariantCulture))));
    }

    /// <summary>Where a list of numbers goes on.</summary>
    public static long Position(string text) => long.TryParse(text, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new BadHttpRequestException("cursor is not one that this list gave out.");
}
