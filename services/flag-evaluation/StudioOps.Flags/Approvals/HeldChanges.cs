using StudioOps.Flags.Changes;
using StudioOps.Flags.Data;
using StudioOps.Flags.Schedules;
using StudioOps.Http;
using StudioOps.Tenancy;

namespace StudioOps.Flags.Approvals;

/// <summary>Keeps a write for later: nothing of it is stored but what it would have done, as a change-set that waits.</summary>
internal sealed class HeldChanges(FlagDbContext db, Caller caller, AuditTrail audit, TimeProvider clock)
{
    public async Task<ChangeSet> KeepAsync(ChangeHeldException held, CancellationToken ct)
    {
        if (db.Database.CurrentTransaction is { } begun)
        {
            await begun.RollbackAsync(ct);
        }

        db.ChangeTracker.Clear();
        db.Names.Clear();
        db.Changed = null;
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var set = new ChangeSet
        {
            Id = id, Kind = held.Kind, Reason = held.Reason, Actor = FlagJson.Write(caller.Actor), At = now, Correlation = id.ToString(), Undoes = held.Undoes,
            Plan = FlagJson.Write(held.Plan), Steps = held.Plan.Count, AskedIn = caller.TenantId, Due = held.Due,
        };
        if (held.Approval)
        {
            set.Wait(await db.PatienceAsync(now, held.Due, ct));
        }
        else
        {
            set.Schedule();
        }

        db.Add(set);
        await audit.RecordAsync(db, set, held.Approval ? "requested" : "scheduled", held.Reason, after: new { set.Kind, set.Steps, set.Due, set.Undoes }, ct: ct);
        await db.SaveChangesAsync(ct);
        return set;
    }
}

internal static class HeldAnswers
{
    /// <summary>What is kept for later is answered with 202 and where to follow it, whichever call it was.</summary>
    public static void UseHeldChanges(this WebApplication app) => app.Use(async (context, next) =>
    {
        try
        {
            await next(context);
        }
        catch (ChangeHeldException held)
        {
            var set = await context.RequestServices.GetRequiredService<HeldChanges>().KeepAsync(held, context.RequestAborted);
            await TypedResults.Accepted($"/api/v1/change-sets/{set.Id}", ChangeSetResource.Of(set) with { Done = 0 }).ExecuteAsync(context);
        }
        catch (ChangeRefusedException refused)
        {
            await refused.Refusal.ExecuteAsync(context);
        }
    });
}
