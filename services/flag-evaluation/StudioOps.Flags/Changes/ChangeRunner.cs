using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Data;
using StudioOps.Tenancy;

namespace StudioOps.Flags.Changes;

/// <summary>Carries a planned change-set out: one transaction per tenant, each of which leaves its items behind, so going on after a crash repeats nothing.</summary>
internal sealed partial class ChangeRunner(IServiceScopeFactory scopes, ILogger<ChangeRunner> logger)
{
    /// <summary>So many tenants later somebody's wish to stop is heard.</summary>
    private const int Batch = 20;

    /// <summary>Runs it to its end or its first error; false when another runner is at it and <paramref name="wait"/> says not to wait for that one.</summary>
    public async Task<bool> RunAsync(Guid id, bool wait, CancellationToken ct)
    {
        // One runner at a time over all copies, for as long as this one lives.
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<FlagDbContext>();
        await using var claim = await db.Database.BeginTransactionAsync(ct);
        if (!await ClaimAsync(db, id, wait, ct))
        {
            return false;
        }

        if (await db.ChangeSets.AsNoTracking().SingleAsync(found => found.Id == id, ct) is { State: ChangeSet.Applying } set)
        {
            // What waited is compared with what is there by now, before any of it is done.
            var check = scope.ServiceProvider.GetRequiredService<PlanCheck>();
            var error = (set.Waited ? await check.SupersededAsync(set, ct) : null) ?? await RunAsync(set, ct);
            var failed = error is not null && set.Waited && !await check.IsBegunAsync(set.Id, ct);
            await db.ChangeSets.Where(found => found.Id == id && found.State == ChangeSet.Applying).ExecuteUpdateAsync(
                row => row.SetProperty(found => found.State, error is null ? ChangeSet.Applied : failed ? ChangeSet.Failed : ChangeSet.Stopped).SetProperty(found => found.Error, error), ct);
        }

        await claim.CommitAsync(ct);
        return true;
    }

    private static async Task<bool> ClaimAsync(FlagDbContext db, Guid id, bool wait, CancellationToken ct)
    {
        var key = id.ToString();
        if (wait)
        {
            await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({key}, 0))", ct);
            return true;
        }

        return (await db.Database.SqlQuery<bool>($"select pg_try_advisory_xact_lock(hashtextextended({key}, 0)) as \"Value\"").ToListAsync(ct)).Single();
    }

    private async Task<string?> RunAsync(ChangeSet set, CancellationToken ct)
    {
        using var activity = new Activity("change-set").AddBaggage("correlation.id", set.Id.ToString()).Start();
        foreach (var batch in FlagJson.Read<PlanStep[]>(set.Plan!).GroupBy(step => step.TenantId).Chunk(Batch))
        {
            if (!await GoesOnAsync(set.Id, ct))
            {
                return null;
            }

            foreach (var unit in batch)
            {
                try
                {
                    await TakeAsync(set, unit.Key, [.. unit], ct);
                }
                catch (StepRefusedException refused)
                {
                    LogStopped(set.Id, refused.Code, unit.Key);
                    return $"{refused.Code}: {refused.Message}";
                }
            }
        }

        return null;
    }

    /// <summary>Whether nobody has stopped it.</summary>
    private async Task<bool> GoesOnAsync(Guid id, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<FlagDbContext>().ChangeSets.AnyAsync(set => set.Id == id && set.State == ChangeSet.Applying, ct);
    }

    private async Task TakeAsync(ChangeSet set, Guid? tenant, PlanStep[] steps, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        if (tenant is { } id)
        {
            scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(id);
        }

        scope.ServiceProvider.GetRequiredService<ChangeOrigin>().GoOn(set, steps.ToDictionary(step => step.Key, step => step.Number));
        var db = scope.ServiceProvider.GetRequiredService<FlagDbContext>();
        await using var unit = await db.Database.BeginTransactionAsync(ct);
        var done = tenant is null
            ? await db.ChangeItems.Where(item => item.ChangeSetId == set.Id).Select(item => item.Step).ToListAsync(ct)
            : await db.TenantChangeItems.Where(item => item.ChangeSetId == set.Id).Select(item => item.Step).ToListAsync(ct);
        var taker = scope.ServiceProvider.GetRequiredService<StepTaker>();
        foreach (var step in steps.Where(step => !done.Contains(step.Number)))
        {
            await taker.TakeAsync(step, set.Reason, ct);
        }

        try
        {
            await db.SaveChangesAsync(ct);
            // Definitions that stand on each other are looked at when all of them are there.
            await taker.FitAsync(ct);
            await unit.CommitAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            throw new StepRefusedException("change-set.superseded", "Somebody changed this at the same moment.");
        }
    }

    [LoggerMessage(LogLevel.Warning, "Change-set {ChangeSet} stopped with {Code} at tenant {TenantId}")]
    private partial void LogStopped(Guid changeSet, string code, Guid? tenantId);
}
