using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Data;
using StudioOps.Flags.Engine;
using StudioOps.Flags.Tenants;
using StudioOps.Http;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Flags.Overrides;

/// <summary>What to list: from the flag's side, the tenant's, the partner's, or any of them together.</summary>
internal sealed record OverrideFilter(string? Tenant, string? Flag, string? User, string? Role, string? Partner)
{
    public Guid? TenantId { get; init; }

    public Guid? PartnerId { get; init; }

    /// <summary>A partner's overrides also answer for a tenant of that partner; they name no user and no role.</summary>
    public bool WantsPartners => User is null && Role is null && (Tenant is null || PartnerId is not null);

    public IQueryable<T> Common<T>(IQueryable<T> rows, Guid? after)
        where T : DecidedValue
    {
        rows = Flag is null ? rows : rows.Where(row => row.FlagKey == Flag);
        return after is null ? rows : rows.Where(row => row.Id > after);
    }
}

/// <summary><c>?tenant=&amp;flag=&amp;user=&amp;role=&amp;partner=</c>, oldest first. Operators see every tenant's, a tenant's caller their own.</summary>
internal static class ListOverrides
{
    public static async Task<Results<Ok<Page<OverrideResource>>, ProblemHttpResult>> Handle(
        PageRequest page, [AsParameters] OverrideFilter filter, FlagDbContext db, CrossTenant<FlagDbContext> all, Caller caller, CancellationToken ct)
    {
        await using var everyone = caller.IsPlatform ? all.Read(caller) : null;
        var from = everyone ?? db;
        if (filter.Tenant is { } named)
        {
            var known = await from.Tenants.SingleOrDefaultAsync(new TenantKey(named).Matches(), ct);
            if (known is null && caller.IsPlatform)
            {
                return Problems.NotFound("tenant.not-found");
            }

            // A list asked for another tenant's rows has none of them, and does not say whether that tenant exists.
            filter = filter with { TenantId = known?.Id ?? Guid.Empty, PartnerId = known?.PartnerId };
        }

        if (filter.Partner is { } partner)
        {
            filter = filter with { PartnerId = (await from.Partners.NamedAsync(partner, ct))?.Id ?? Guid.Empty };
        }

        return TypedResults.Ok(page.Cut(await ReadAsync(from, filter, page, caller, ct), row => new Cursor("", row.Id.ToString())));
    }

    private static async Task<IReadOnlyList<OverrideResource>> ReadAsync(FlagDbContext db, OverrideFilter filter, PageRequest page, Caller caller, CancellationToken ct)
    {
        var after = page.Cursor is not { } cursor ? (Guid?)null
            : Guid.TryParse(cursor.Id, out var id) ? id
            : throw new BadHttpRequestException("cursor is not one that this list gave out.");
        List<OverrideResource> found = [];
        if (filter.Partner is null)
        {
            var rows = filter.Common(db.Overrides.AsNoTracking(), after);
            rows = filter.TenantId is null ? rows : rows.Where(row => row.TenantId == filter.TenantId);
            rows = filter.User is null ? rows : rows.Where(row => row.Level == OverrideLevel.User && row.Subject == filter.User);
            rows = filter.Role is null ? rows : rows.Where(row => row.Level == OverrideLevel.Role && row.Subject == filter.Role);
            found.AddRange((await rows.OrderBy(row => row.Id).Take(page.Limit + 1).ToListAsync(ct)).Select(OverrideResource.Of));
        }

        if (caller.IsPlatform && filter.WantsPartners)
        {
            var rows = filter.Common(db.PartnerOverrides.AsNoTracking(), after);
            rows = filter.PartnerId is null ? rows : rows.Where(row => row.PartnerId == filter.PartnerId);
            found.AddRange((await rows.OrderBy(row => row.Id).Take(page.Limit + 1).ToListAsync(ct)).Select(OverrideResource.Of));
        }

        // Postgres orders ids as their text reads; Guid.CompareTo does not.
        return [.. found.OrderBy(row => row.Id.ToString(), StringComparer.Ordinal).Take(page.Limit + 1)];
    }
}
