using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Data;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Flags.Changes;

/// <summary>Takes a change-set back while nothing newer stands on any of its rows. That is a change-set too, and can be undone.</summary>
internal static class UndoChangeSet
{
    public static async Task<Results<Ok<ChangeSetResource>, Accepted<ChangeSetResource>, ProblemHttpResult>> Handle(
        Guid changeSet, ReasonRequest request, FlagDbContext db, CrossTenant<FlagDbContext> all, Caller caller, PlannedChanges planned, CancellationToken ct)
    {
        await using var everyone = all.Read(caller);
        if (await everyone.ChangeSets.AsNoTracking().SingleOrDefaultAsync(set => set.Id == changeSet, ct) is not { } undone)
        {
            return Problems.NotFound("change-set.not-found");
        }

        if (undone.State is ChangeSet.Applying or ChangeSet.Pending or ChangeSet.Scheduled)
        {
            return Problems.Conflict("change-set.running", "It is not at its end yet.");
        }

        List<Changed> items = [.. await everyone.TenantChangeItems.AsNoTracking().Where(item => item.ChangeSetId == changeSet).ToListAsync(ct)];
        items.AddRange(await everyone.ChangeItems.AsNoTracking().Where(item => item.ChangeSetId == changeSet).ToListAsync(ct));
        if (items.Count == 0)
        {
            return Problems.Conflict("change-set.empty", "Nothing of it is left to take back.");
        }

        var newer = (await NewerAsync(everyone.TenantChangeItems, changeSet, ct)).Concat(await NewerAsync(everyone.ChangeItems, changeSet, ct)).ToLookup(item => item.Key);
        var ids = newer.SelectMany(items => items).Select(item => item.ChangeSetId).Distinct().ToList();
        var sets = await everyone.ChangeSets.AsNoTracking().Where(set => ids.Contains(set.Id)).ToDictionaryAsync(set => set.Id, ct);
        if (newer.SelectMany(items => Standing(items, sets)).Distinct().OrderBy(set => set.Number).ToList() is { Count: > 0 } standing)
        {
            return StandsOn(standing);
        }

        // Newest first: what was built last is taken down first. The row is as the newest change left it.
        var plan = items.OrderByDescending(item => item.Number).Select((item, i) => new PlanStep(
            i,
            item.Type,
            item.Key,
            (item as TenantChangeItem)?.TenantId,
            (newer[item.Key].MaxBy(one => one.Number) ?? item).Revision,
            Json(item.Before)) { From = Json(item.After) });
        return await planned.StartAsync(db, "undo", request.Reason, [.. plan], undone.Id, ct);
    }

    private static JsonElement? Json(string? text) => text is null ? null : FlagJson.Read<JsonElement>(text);

    /// <summary>What was changed later and not taken back: a change and its undo cancel out.</summary>
    private static List<ChangeSet> Standing(IEnumerable<Changed> newer, Dictionary<Guid, ChangeSet> sets)
    {
        List<ChangeSet> standing = [];
        foreach (var set in newer.OrderBy(item => item.Number).Select(item => sets[item.ChangeSetId]))
        {
            if (standing.RemoveAll(earlier => earlier.Id == set.Undoes) == 0)
            {
                standing.Add(set);
            }
        }

        return standing;
    }

    private static async Task<IEnumerable<Changed>> NewerAsync<T>(IQueryable<T> items, Guid set, CancellationToken ct)
        where T : Changed => await items.AsNoTracking()
        .Where(newer => newer.ChangeSetId != set && items.Any(item => item.ChangeSetId == set && item.Key == newer.Key && newer.Number > item.Number))
        .ToListAsync(ct);

    private static ProblemHttpResult StandsOn(IReadOnlyList<ChangeSet> newer)
    {
        var problem = Problems.Create(
            StatusCodes.Status409Conflict, "change-set.built-upon", $"Newer changes stand on it; undo them first: {string.Join(", ", newer.Select(set => $"{set.Id} ({set.Reason})"))}.");
        problem.Extensions["standsOn"] = newer.Select(set => set.Id).ToArray();
        return TypedResults.Problem(problem);
    }
}
