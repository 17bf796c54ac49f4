using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Data;
using StudioOps.Http;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Flags.Changes;

/// <summary>One change-set, and every row of it before and after.</summary>
internal static class GetChangeSet
{
    public static async Task<Results<Ok<ChangeSetResource>, ProblemHttpResult>> Handle(
        Guid changeSet, FlagDbContext db, CrossTenant<FlagDbContext> all, Caller caller, CancellationToken ct)
    {
        await using var everyone = caller.IsPlatform ? all.Read(caller) : null;
        return await FindAsync(everyone ?? db, changeSet, caller, ct) is { } found ? TypedResults.Ok(found) : Problems.NotFound("change-set.not-found");
    }

    public static async Task<Results<Ok<Page<ChangeItemResource>>, ProblemHttpResult>> Items(
        Guid changeSet, PageRequest page, FlagDbContext db, CrossTenant<FlagDbContext> all, Caller caller, CancellationToken ct)
    {
        await using var everyone = caller.IsPlatform ? all.Read(caller) : null;
        var from = everyone ?? db;
        if (await FindAsync(from, changeSet, caller, ct) is not { } found)
        {
            return Problems.NotFound("change-set.not-found");
        }

        var after = page.Cursor is { } cursor ? ListChangeSets.Position(cursor.Id) : -1;
        if (found.Done == 0 && await from.ChangeSets.Where(set => set.Id == changeSet).Select(set => set.Plan).SingleAsync(ct) is { } plan)
        {
            return TypedResults.Ok(Cut(FlagJson.Read<PlanStep[]>(plan).Where(step => step.Number > after).Select(ChangeItemResource.Of)));
        }

        List<Changed> items = [.. await NextAsync(from.TenantChangeItems)];
        if (caller.IsPlatform)
        {
            items.AddRange(await NextAsync(from.ChangeItems));
        }

        return TypedResults.Ok(Cut(items.Select(ChangeItemResource.Of)));

        Page<ChangeItemResource> Cut(IEnumerable<ChangeItemResource> rows) => page.Cut(
            [.. rows.OrderBy(row => row.Step).Take(page.Limit + 1)], row => new Cursor("", row.Step.ToString(CultureInfo.InvariantCulture)));

        Task<List<T>> NextAsync<T>(IQueryable<T> items)
            where T : Changed => items.AsNoTracking().Where(item => item.ChangeSetId == changeSet && item.Step > after).OrderBy(item => item.Step).Take(page.Limit + 1).ToListAsync(ct);
    }

    /// <summary>Null when nothing of it is the caller's.</summary>
    internal static async Task<ChangeSetResource?> FindAsync(FlagDbContext db, Guid id, Caller caller, CancellationToken ct)
    {
        var done = await db.TenantChangeItems.CountAsync(item => item.ChangeSetId == id, ct);
        if (!caller.IsPlatform && done == 0 && !await db.ChangeSets.AnyAsync(set => set.Id == id && set.AskedIn != null && set.AskedIn == caller.TenantId, ct))
        {
            return null;
        }

        done += caller.IsPlatform ? await db.ChangeItems.CountAsync(item => item.ChangeSetId == id, ct) : 0;
        return await db.ChangeSets.AsNoTracking().SingleOrDefaultAsync(set => set.Id == id, ct) is not { } found ? null
            : caller.IsPlatform ? ChangeSetResource.Of(found) with { Done = done }
            // Of what somebody else asked for: how many others there are is not theirs to know.
            : found.AskedIn == caller.TenantId ? ChangeSetResource.Of(found) with { Done = done }
            : ChangeSetResource.Of(found) with { Done = done, Steps = done, Error = null };
    }
}
