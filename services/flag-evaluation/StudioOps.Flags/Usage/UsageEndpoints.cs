using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Data;
using StudioOps.Flags.Engine;
using StudioOps.Flags.Evaluation;
using StudioOps.Http;
using StudioOps.Identity.Contracts;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Flags.Usage;

/// <summary>How a flag is used. A tenant's caller is told of its own tenant alone.</summary>
/// <param name="Key">The flag.</param>
/// <param name="From">The first day counted, in UTC.</param>
/// <param name="Named">How often it was asked for by its name.</param>
/// <param name="Listed">How often it was among all flags at once.</param>
/// <param name="LastSeen">When it was given to anybody last, to the interval counts are written in; null when never, and for a tenant's caller.</param>
/// <param name="Stale">Why it may have done its work; empty when it has not, and for a tenant's caller.</param>
/// <param name="Variants">By variant; <c>override</c> is a value only an override holds, <c>error</c> what could not be decided.</param>
/// <param name="Days">By day.</param>
/// <param name="Tenants">Those who were given it most, a hundred of them.</param>
public sealed record FlagUsageResource(
    string Key, DateTimeOffset From, long Named, long Listed, DateTimeOffset? LastSeen, IReadOnlyList<StaleKind> Stale,
    IReadOnlyList<VariantUsage> Variants, IReadOnlyList<DayUsage> Days, IReadOnlyList<TenantUsage> Tenants);

public sealed record VariantUsage(string Variant, long Named, long Listed);

public sealed record DayUsage(DateTimeOffset Day, long Named, long Listed);

public sealed record TenantUsage(Guid TenantId, string? Slug, long Named, long Listed);

/// <summary>Who has a flag now, and who used it.</summary>
/// <param name="Key">The flag.</param>
/// <param name="Tenants">How many tenants there are.</param>
/// <param name="Using">How many of them were given it in the last 30 days.</param>
/// <param name="Variants">How many tenants, as a whole, are given each variant now.</param>
/// <param name="Plans">The same by plan.</param>
public sealed record AdoptionResource(string Key, int Tenants, int Using, IReadOnlyDictionary<string, int> Variants, IReadOnlyList<PlanAdoption> Plans);

public sealed record PlanAdoption(string Plan, int Tenants, int Using, IReadOnlyDictionary<string, int> Variants);

/// <summary>A name somebody asked for that no flag has.</summary>
public sealed record UnknownFlagResource(string Key, DateTimeOffset FirstAt, DateTimeOffset LastAt, long Count);

internal static class UsageEndpoints
{
    private const int Recent = 30;
    private const int MostTenants = 100;

    public static void MapUsage(this IEndpointRouteBuilder routes)
    {
        var usage = routes.MapGroup("/api/v1/flags").WithTags("Usage").RequireAuthorization(Permissions.FlagsRead)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);
        usage.MapGet("/{key}/usage", UsageAsync).WithName("GetFlagUsage");
        routes.MapPost("/api/v1/flags/usage", ReportUsage.Handle).WithName("ReportFlagUsage").WithTags("Usage").RequireEvaluate()
            .ProducesValidationProblem().ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden);
        var operators = usage.MapGroup("").ForOperators();
        operators.MapGet("/{key}/adoption", AdoptionAsync).WithName("GetFlagAdoption");
        operators.MapGet("/unknown", UnknownAsync).WithName("ListUnknownFlags");
    }

    private static async Task<Results<Ok<FlagUsageResource>, ProblemHttpResult>> UsageAsync(
        string key, FlagDbContext db, CrossTenant<FlagDbContext> all, StaleFlags stale, Caller caller, TimeProvider clock, CancellationToken ct)
    {
        await using var everyone = caller.IsPlatform ? all.Read(caller) : null;
        var source = everyone ?? db;
        if (!await source.Flags.AnyAsync(flag => flag.Key == key, ct))
        {
            return Problems.NotFound("flag.not-found");
        }

        var from = new DateTimeOffset(clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero).AddDays(1 - Recent);
        var rows = source.Usage.AsNoTracking().Where(usage => usage.FlagKey == key && usage.Day >= from);
        var variants = await rows.GroupBy(row => row.Variant).Select(group => new VariantUsage(group.Key, group.Sum(row => row.Named), group.Sum(row => row.Listed))).ToListAsync(ct);
        var days = await rows.GroupBy(row => row.Day).Select(group => new DayUsage(group.Key, group.Sum(row => row.Named), group.Sum(row => row.Listed))).ToListAsync(ct);
        var tenants = await rows.GroupBy(row => row.TenantId)
            .Select(group => new { Id = group.Key, Named = group.Sum(row => row.Named), Listed = group.Sum(row => row.Listed) })
            .OrderByDescending(tenant => tenant.Named + tenant.Listed).ThenBy(tenant => tenant.Id).Take(MostTenants).ToListAsync(ct);
        var ids = tenants.ConvertAll(tenant => tenant.Id);
        var slugs = await source.Tenants.Where(tenant => ids.Contains(tenant.Id)).ToDictionaryAsync(tenant => tenant.Id, tenant => tenant.Slug, ct);
        return TypedResults.Ok(new FlagUsageResource(
            key,
            from,
            variants.Sum(variant => variant.Named),
            variants.Sum(variant => variant.Listed),
            caller.IsPlatform ? await source.ServedVariants.Where(variant => variant.FlagKey == key).MaxAsync(variant => (DateTimeOffset?)variant.LastAt, ct) : null,
            caller.IsPlatform ? (await stale.ReadAsync(ct)).GetValueOrDefault(key) ?? [] : [],
            [.. variants.OrderBy(variant => variant.Variant, StringComparer.Ordinal)],
            [.. days.OrderBy(day => day.Day)],
            [.. tenants.Select(tenant => new TenantUsage(tenant.Id, slugs.GetValueOrDefault(tenant.Id), tenant.Named, tenant.Listed))]));
    }

    private static async Task<Results<Ok<AdoptionResource>, ProblemHttpResult>> AdoptionAsync(
        string key, CrossTenant<FlagDbContext> all, Snapshots snapshots, Caller caller, TimeProvider clock, CancellationToken ct)
    {
        var installation = snapshots.Current;
        if (installation.Flags.Find(key) is null)
        {
            return Problems.NotFound("flag.not-found");
        }

        await using var db = all.Read(caller);
        var since = clock.GetUtcNow().AddDays(-Recent);
        var users = (await db.Usage.Where(usage => usage.FlagKey == key && usage.Day >= since).Select(usage => usage.TenantId).Distinct().ToListAsync(ct)).ToHashSet();
        var now = clock.GetUtcNow();
        var tenants = installation.Tenants.Values.Where(tenant => tenant.Facts is not null).Select(tenant => (
            tenant.Facts!.Plan,
            Uses: users.Contains(tenant.Id),
            Variant: tenant.Compiled(installation.Flags, installation.Definitions).Evaluate(key, EvaluationContext.Anonymous, now) is { Error: ErrorCode.None } answer ? answer.Variant!.Name : "perUser")).ToArray();
        return TypedResults.Ok(new AdoptionResource(
            key,
            tenants.Length,
            tenants.Count(tenant => tenant.Uses),
            Variants(tenants.Select(tenant => tenant.Variant)),
            [.. tenants.GroupBy(tenant => tenant.Plan).OrderBy(plan => plan.Key, StringComparer.Ordinal)
                .Select(plan => new PlanAdoption(plan.Key, plan.Count(), plan.Count(tenant => tenant.Uses), Variants(plan.Select(tenant => tenant.Variant))))]));
    }

    private static SortedDictionary<string, int> Variants(IEnumerable<string> variants) =>
        new(variants.GroupBy(variant => variant).ToDictionary(group => group.Key, group => group.Count()), StringComparer.Ordinal);

    /// <summary>What has been defined since is no longer unknown.</summary>
    private static async Task<Ok<Page<UnknownFlagResource>>> UnknownAsync(PageRequest page, FlagDbContext db, CancellationToken ct)
    {
        var after = page switch
        {
            { Sort: not null } => throw new BadHttpRequestException("This list has one order of its own."),
            { Cursor: { Value: not "" } } => throw new BadHttpRequestException("cursor is not one that this list gave out."),
            _ => page.Cursor?.Id,
        };
        var rows = await db.UnknownFlags.AsNoTracking()
            .Where(unknown => (after == null || string.Compare(unknown.Key, after) > 0) && !db.Flags.Any(flag => flag.Key == unknown.Key && flag.ArchivedAt == null))
            .OrderBy(unknown => unknown.Key).Take(page.Limit + 1)
            .Select(unknown => new UnknownFlagResource(unknown.Key, unknown.FirstAt, unknown.LastAt, unknown.Count)).ToListAsync(ct);
        return TypedResults.Ok(page.Cut(rows, unknown => new Cursor("", unknown.Key)));
    }
}
