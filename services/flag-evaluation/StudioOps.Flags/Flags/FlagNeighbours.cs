using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Data;
using StudioOps.Flags.Engine;
using StudioOps.ServiceDefaults;

namespace StudioOps.Flags;

/// <summary>What a definition and the others say of each other.</summary>
internal static class FlagNeighbours
{
    /// <summary>Null when this content can be served under this key beside all that is there. Whoever changes definitions waits for each other from here on.</summary>
    public static async Task<ProblemHttpResult?> RefusalAsync(this FlagDbContext db, string key, FlagType type, string salt, FlagContent content, CancellationToken ct)
    {
        await db.HoldDefinitionsAsync(ct);
        var asked = ConditionCheck.Segments(content.Rules.SelectMany(rule => rule?.Conditions ?? [])).Distinct().ToArray();
        var segments = asked.Length == 0 ? [] : await db.Segments.Where(segment => segment.ArchivedAt == null && asked.Contains(segment.Key)).Select(segment => segment.Key).ToListAsync(ct);
        if (FlagCheck.Faults(content, key, type, salt, segments) is { Count: > 0 } faults)
        {
            return FlagRefusals.Invalid(faults);
        }

        return await PrerequisitesAsync(db, key, content, ct) ?? await DependentsAsync(db, key, content, ct);
    }

    /// <summary>Keys of the flags in service, drafts among them, that have this one as a prerequisite.</summary>
    public static async Task<IReadOnlyList<string>> DependentsAsync(this FlagDbContext db, string key, CancellationToken ct) =>
        await Dependents(db, key).Select(flag => flag.Key).OrderBy(other => other).ToListAsync(ct);

    /// <summary>Null when a new flag may have this key: no other has it, nor one that JavaScript would spell the same.</summary>
    public static async Task<ProblemHttpResult?> NameRefusalAsync(this FlagDbContext db, string key, CancellationToken ct)
    {
        var spelt = key.Replace('-', '_').Replace('.', '_');
        var same = await db.Flags.Where(flag => flag.Key.Replace("-", "_").Replace(".", "_") == spelt).Select(flag => flag.Key).ToListAsync(ct);
        return same.Count == 0 ? null
            : same.Contains(key) ? Problems.Conflict("flag.exists", "There is, or was, a flag with this key.")
            : Problems.Conflict("flag.name-clash", $"Code generated from definitions would spell it like {same[0]}.");
    }

    private static IQueryable<Flag> Dependents(FlagDbContext db, string key)
    {
        var asks = FlagJson.Write(new[] { new { flagKey = key } });
        return db.Flags.AsNoTracking().Where(flag => flag.ArchivedAt == null && flag.Key != key && EF.Functions.JsonContains(flag.Prerequisites, asks));
    }

    private static async Task<ProblemHttpResult?> PrerequisitesAsync(FlagDbContext db, string key, FlagContent content, CancellationToken ct)
    {
        if (content.Prerequisites.Count == 0)
        {
            return null;
        }

        // Breadth first, each flag once; where a flag was come from leads back along the cycle.
        var from = new Dictionary<string, string>(StringComparer.Ordinal);
        var wanted = content.Prerequisites.Select(prerequisite => prerequisite.FlagKey).Distinct().ToArray();
        foreach (var first in wanted)
        {
            from[first] = key;
        }

        List<Fault> faults = [];
        for (var next = wanted; next.Length > 0 && !from.ContainsKey(key);)
        {
            var found = await db.Flags.AsNoTracking().Where(flag => flag.ArchivedAt == null && next.Contains(flag.Key)).ToListAsync(ct);
            if (next == wanted)
            {
                faults = [.. content.Prerequisites.SelectMany((prerequisite, i) => Unmet(prerequisite, i, found.Find(flag => flag.Key == prerequisite.FlagKey), content.Lifecycle))];
            }

            var further = found.SelectMany(flag => FlagJson.Read<Prerequisite[]>(flag.Prerequisites).Select(prerequisite => (flag.Key, prerequisite.FlagKey)));
            next = [.. further.Where(step => from.TryAdd(step.FlagKey, step.Key)).Select(step => step.FlagKey)];
        }

        if (from.TryGetValue(key, out var last))
        {
            List<string> cycle = [key];
            for (var at = last; at != key; at = from[at])
            {
                cycle.Add(at);
            }

            cycle.Add(key);
            cycle.Reverse();
            return FlagRefusals.Cycle(cycle, content.Prerequisites.ToList().FindIndex(prerequisite => prerequisite.FlagKey == cycle[1]));
        }

        return faults.Count > 0 ? FlagRefusals.Invalid(faults, "flag.prerequisite-unknown") : null;
    }

    private static IEnumerable<Fault> Unmet(Prerequisite prerequisite, int i, Flag? other, FlagLifecycle own)
    {
        if (other is null || (other.Lifecycle == FlagLifecycle.Draft && own != FlagLifecycle.Draft))
        {
            yield return new($"prerequisites[{i}].flagKey", $"There is no flag {prerequisite.FlagKey} in service.");
            yield break;
        }

        var known = FlagJson.Read<VariantBody[]>(other.Variants).Select(variant => variant.Name).ToArray();
        foreach (var missing in prerequisite.Variants.Except(known))
        {
            yield return new($"prerequisites[{i}].variants", $"{other.Key} has no variant '{missing}'.");
        }
    }

    /// <summary>A variant somebody waits for stays.</summary>
    private static async Task<ProblemHttpResult?> DependentsAsync(FlagDbContext db, string key, FlagContent content, CancellationToken ct)
    {
        var kept = content.Variants!.Select(variant => variant.Name).ToHashSet(StringComparer.Ordinal);
        var dependents = await Dependents(db, key).Select(flag => new { flag.Key, flag.Prerequisites, flag.Lifecycle }).ToListAsync(ct);
        var lost = dependents
            .Where(flag => (content.Lifecycle == FlagLifecycle.Draft && flag.Lifecycle != FlagLifecycle.Draft)
                || FlagJson.Read<Prerequisite[]>(flag.Prerequisites).Any(asked => asked.FlagKey == key && !kept.IsSupersetOf(asked.Variants)))
            .Select(flag => flag.Key).Order(StringComparer.Ordinal).ToArray();
        return lost.Length > 0 ? FlagRefusals.Used("flag.variant-in-use", "Other flags wait for a variant that would be gone", lost) : null;
    }
}
