using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Data;
using StudioOps.Http;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Flags;

/// <summary>Deletes for good what has been in the archive for thirty days: the definition, what was decided with it, and its counts. What was done to it stays in the audit log.</summary>
internal static class PurgeFlag
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    public static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        string key, ReasonRequest request, FlagDbContext db, CrossTenant<FlagDbContext> all, Caller caller, IServiceScopeFactory scopes, AuditTrail audit, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Flags.SingleOrDefaultAsync(found => found.Key == key, ct) is not { } flag)
        {
            return Problems.NotFound("flag.not-found");
        }

        if (flag.ArchivedAt is not { } archived)
        {
            return Problems.Conflict("flag.not-archived", "Only what has been archived can be deleted for good.");
        }

        if (archived + Kept > clock.GetUtcNow())
        {
            return Problems.Conflict("flag.archived-recently", $"It stays in the archive for {Kept.Days} days, until {archived + Kept:u}.");
        }

        // Called again after a crash this goes on where it was: the definition goes last.
        foreach (var tenant in await TenantsAsync(all, caller, key, ct))
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(tenant);
            var theirs = scope.ServiceProvider.GetRequiredService<FlagDbContext>();
            await theirs.Overrides.Where(row => row.TenantId == tenant && row.FlagKey == key).ExecuteDeleteAsync(ct);
            await theirs.Usage.Where(row => row.TenantId == tenant && row.FlagKey == key).ExecuteDeleteAsync(ct);
            await theirs.SaveChangesAsync(ct);
        }

        await audit.RecordAsync(db, new AuditEntry("flag.purged", "flag", flag.Id.ToString(), flag.Key) { Reason = request.Reason, Before = flag.Face() }, ct);
        await db.PartnerOverrides.Where(row => row.FlagKey == key).ExecuteDeleteAsync(ct);
        await db.ServedVariants.Where(row => row.FlagKey == key).ExecuteDeleteAsync(ct);
        // Unless somebody brought it back this moment. Nothing of a deletion can be undone, so it is no change-set.
        if (await db.Flags.Where(row => row.Id == flag.Id && row.Revision == flag.Revision).ExecuteDeleteAsync(ct) == 0)
        {
            return Problems.Conflict("flag.not-archived", "It was brought back meanwhile.");
        }

        await db.SaveChangesAsync(ct);
        return TypedResults.NoContent();
    }

    private static async Task<Guid[]> TenantsAsync(CrossTenant<FlagDbContext> all, Caller caller, string key, CancellationToken ct)
    {
        await using var everyone = all.Read(caller);
        return await everyone.Overrides.Where(row => row.FlagKey == key).Select(row => row.TenantId)
            .Union(everyone.Usage.Where(row => row.FlagKey == key).Select(row => row.TenantId)).Distinct().ToArrayAsync(ct);
    }
}
