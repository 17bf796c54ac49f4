using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Data;
using StudioOps.Flags.Engine;
using StudioOps.Flags.Evaluation;
using StudioOps.Flags.Overrides;
using StudioOps.Flags.Tenants;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;
using StudioOps.Tenants.Contracts;

namespace StudioOps.Flags.Bulk;

/// <summary>Reads what a bulk change is about. Only operators get here: it looks across tenants.</summary>
internal sealed class BulkPlanner(CrossTenant<FlagDbContext> all, Snapshots snapshots, Caller caller, TimeProvider clock)
{
    /// <summary>How long a preview waits for answers as new as the rows it read.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The plan, or why there is none.</summary>
    public async Task<(BulkPlan? Plan, ProblemHttpResult? Refusal)> PlanAsync(BulkRequest request, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var db = all.Read(caller);
        var selection = request.Select;
        if (selection is { All: false, Tenants: null, Plans: null, Partners: null, States: null, Where: null })
        {
            return (null, Problems.Unprocessable("bulk.selection", "Say for whom; for everyone say all."));
        }

        if (request.ExpiresAt <= now)
        {
            return (null, Problems.Unprocessable("override.expired", "An override cannot end before it begins."));
        }

        var (decisions, refusal) = await DecisionsAsync(db, request, ct);
        if (refusal is not null)
        {
            return (null, refusal);
        }

        var (tenants, unknown) = await TenantsAsync(db, selection, ct);
        if (unknown is not null)
        {
            return (null, unknown);
        }

        await snapshots.WaitForAsync((await db.Revision.AsNoTracking().SingleAsync(ct)).Value, Patience, ct);
        var keys = decisions.ConvertAll(decision => decision.Flag.Key);
        var level = db.Overrides.AsNoTracking().Where(row => row.Level == OverrideLevel.Tenant);
        tenants = selection.Where is { } where ? await AnsweredAsync(tenants, where, level, now, ct) : tenants;
        var ids = tenants.ConvertAll(tenant => tenant.Id);
        var overrides = await level.Where(row => keys.Contains(row.FlagKey) && ids.Contains(row.TenantId)).ToListAsync(ct);
        return (BulkPlan.Of(request, decisions, tenants, overrides, snapshots.Current, now), null);
    }

    private static async Task<(List<(Flag Flag, JsonElement? Value)> Decisions, ProblemHttpResult? Refusal)> DecisionsAsync(FlagDbContext db, BulkRequest request, CancellationToken ct)
    {
        var flags = await db.Flags.AsNoTracking().Where(flag => flag.ArchivedAt == null).OrderBy(flag => flag.Key).ToListAsync(ct);
        if (request.Preset is { } preset && request.Set is null or [])
        {
            var value = FlagJson.Element(preset == "enableAll");
            return ([.. flags.Where(flag => flag.Type == FlagType.Boolean).Select(flag => (flag, (JsonElement?)value))], null);
        }

        if (request.Set is not { Count: > 0 } set || request.Preset is not null || set.DistinctBy(one => one.Flag).Count() != set.Count || set.Any(one => one.Remove == one.Value.HasValue))
        {
            return ([], Problems.Unprocessable("bulk.decision", "Name each flag once with a value or remove, or a preset and no flags."));
        }

        List<(Flag, JsonElement?)> decisions = [];
        foreach (var one in set.OrderBy(one => one.Flag, StringComparer.Ordinal))
        {
            if (flags.Find(flag => flag.Key == one.Flag) is not { } flag)
            {
                return ([], Problems.NotFound("flag.not-found", $"There is no flag {one.Flag} in service."));
            }

            if (one.Value is { } value && OverrideCheck.Value(flag, value) is { } refusal)
            {
                return ([], refusal);
            }

            decisions.Add((flag, one.Value));
        }

        return (decisions, null);
    }

    private static async Task<(List<KnownTenant> Tenants, ProblemHttpResult? Unknown)> TenantsAsync(FlagDbContext db, BulkSelection selection, CancellationToken ct)
    {
        var tenants = db.Tenants.AsNoTracking().Where(tenant => tenant.Status != TenantStatus.Deleted);
        if (selection.Partners is { } partners)
        {
            List<Guid?> ids = [];
            foreach (var named in partners)
            {
                if (await db.Partners.NamedAsync(named, ct) is not { } partner)
                {
                    return ([], Problems.Unprocessable("bulk.unknown", $"There is no partner {named}."));
                }

                ids.Add(partner.Id);
            }

            tenants = tenants.Where(tenant => ids.Contains(tenant.PartnerId));
        }

        tenants = selection.Plans is { } plans ? tenants.Where(tenant => plans.Contains(tenant.Plan)) : tenants;
        tenants = selection.States is { } states ? tenants.Where(tenant => states.Contains(tenant.Status)) : tenants;
        var found = await tenants.OrderBy(tenant => tenant.Slug).ThenBy(tenant => tenant.Id).ToListAsync(ct);
        if (selection.Tenants is not { } names)
        {
            return (found, null);
        }

        // A name that is none of ours is a mistake; one that other criteria leave out is not.
        var everyone = await db.Tenants.AsNoTracking().Where(tenant => tenant.Status != TenantStatus.Deleted).Select(tenant => new { tenant.Id, tenant.Slug }).ToListAsync(ct);
        var known = everyone.SelectMany(tenant => new[] { tenant.Slug, tenant.Id.ToString() }).ToHashSet(StringComparer.Ordinal);
        var wanted = names.Select(name => name.ToLowerInvariant()).ToHashSet(StringComparer.Ordinal);
        return wanted.FirstOrDefault(name => !known.Contains(name)) is { } stranger
            ? ([], Problems.Unprocessable("bulk.unknown", $"There is no tenant {stranger}."))
            : (found.FindAll(tenant => wanted.Contains(tenant.Slug) || wanted.Contains(tenant.Id.ToString())), null);
    }

    private async Task<List<KnownTenant>> AnsweredAsync(List<KnownTenant> tenants, BulkWhere where, IQueryable<FlagOverride> overrides, DateTimeOffset now, CancellationToken ct)
    {
        if (!where.Explicit)
        {
            return tenants.FindAll(tenant => BulkPlan.Answer(snapshots.Current.Of(tenant.Id), where.Flag, now) is { } answer && JsonElement.DeepEquals(answer, where.Value));
        }

        var own = await overrides.Where(row => row.FlagKey == where.Flag && (row.ExpiresAt == null || row.ExpiresAt > now)).ToDictionaryAsync(row => row.TenantId, row => row.Value, ct);
        return tenants.FindAll(tenant => own.TryGetValue(tenant.Id, out var value) && JsonElement.DeepEquals(FlagJson.Read<JsonElement>(value), where.Value));
    }
}
