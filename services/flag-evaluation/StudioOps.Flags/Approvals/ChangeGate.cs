using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using StudioOps.Flags.Changes;
using StudioOps.Flags.Data;
using StudioOps.Flags.Engine;
using StudioOps.Http;
using StudioOps.ServiceDefaults;

namespace StudioOps.Flags.Approvals;

/// <summary>Every write comes by here before it is stored: it passes, or is kept until a second person agrees or its time has come.</summary>
internal sealed class ChangeGate(ChangeOrigin origin, AuditTrail audit, IHttpContextAccessor http, TimeProvider clock)
{
    /// <summary>Returns whether somebody has to look at it afterwards.</summary>
    /// <exception cref="ChangeHeldException">It is kept for later.</exception>
    /// <exception cref="ChangeRefusedException">It cannot be kept for later, or has no second person's word.</exception>
    public async Task<bool> PassAsync(FlagDbContext db, IReadOnlyList<EntityEntry> rows, CancellationToken ct)
    {
        // What is carried out now came by here when it was begun.
        if (origin.ChangeSet is not null)
        {
            return false;
        }

        var sets = db.ChangeTracker.Entries<ChangeSet>().ToList();
        await ResumedAsync(db, sets, ct);
        var begun = sets.Find(set => set is { State: EntityState.Added, Entity: { State: ChangeSet.Applying, Plan: not null } })?.Entity;
        var kept = sets.Exists(set => set is { State: EntityState.Added, Entity.State: ChangeSet.Pending or ChangeSet.Scheduled });
        var due = kept ? null : Due();
        if (rows.Count == 0 && begun is null)
        {
            return due is null ? false : throw new ChangeRefusedException(Problems.Unprocessable("schedule.not-possible", "This call changes nothing that could be done later: leave out at."));
        }

        PlanStep[] plan = begun is null ? [.. rows.Select((row, i) => Step(db, row, i))] : FlagJson.Read<PlanStep[]>(begun.Plan!);
        var demanded = await db.SecondPersonAsync(plan, ct);
        if (due is null && (!demanded || rows.All(IsKill) && begun is null))
        {
            return demanded;
        }

        throw new ChangeHeldException(begun?.Kind ?? origin.Kind, begun?.Reason ?? (audit.Recorded is [.., var told] ? told.Reason : null) ?? "", plan)
        {
            Undoes = begun?.Undoes, Approval = demanded, Due = due,
        };
    }

    private static PlanStep Step(FlagDbContext db, EntityEntry row, int number)
    {
        var kind = Recorded.Of(row.Metadata.ClrType)!;
        var (before, after) = RowState.Of(db, row);
        return new PlanStep(
            number, kind.Type, kind.Key(row.Entity), (row.Entity as Overrides.FlagOverride)?.TenantId,
            row.State == EntityState.Added ? null : (long?)row.Property("Revision").OriginalValue, Json(after)) { From = Json(before) };
    }

    private static JsonElement? Json(string? text) => text is null ? null : FlagJson.Read<JsonElement>(text);

    /// <summary>Whether the row says nothing new but that fail-safe values are to be served.</summary>
    private static bool IsKill(EntityEntry row)
    {
        if (row.State != EntityState.Modified)
        {
            return false;
        }

        string[] changed = [.. row.Properties.Where(property => property.IsModified).Select(property => property.Metadata.Name).Except(["Revision", "UpdatedAt"]).Order()];
        return row.Entity switch
        {
            Flag { State: FlagState.Killed } => changed is ["State", "StateBeforeKill"],
            Governance { MasterSwitch: false } => changed is ["MasterSwitch"],
            _ => false,
        };
    }

    /// <summary>What stopped before a second person was demanded does not go on without one.</summary>
    private static async Task ResumedAsync(FlagDbContext db, List<EntityEntry<ChangeSet>> sets, CancellationToken ct)
    {
        foreach (var set in sets.Where(set => set is { State: EntityState.Modified, Entity: { State: ChangeSet.Applying, ReviewedBy: null } }
            && set.OriginalValues.GetValue<string>(nameof(ChangeSet.State)) == ChangeSet.Stopped))
        {
            if (await db.SecondPersonAsync(FlagJson.Read<PlanStep[]>(set.Entity.Plan!), ct))
            {
                throw new ChangeRefusedException(Problems.Conflict("approval.required", "A second person is asked for by now: undo what was done of it, and ask anew."));
            }
        }
    }

    private DateTimeOffset? Due()
    {
        if (http.HttpContext?.Request.Query["at"] is not { Count: > 0 } at)
        {
            return null;
        }

        return !DateTimeOffset.TryParse(at, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var due)
                ? throw new ChangeRefusedException(Problems.Refuse(StatusCodes.Status400BadRequest, "schedule.time-invalid", "at is a time such as 2026-05-04T08:00:00Z."))
            : due <= clock.GetUtcNow() ? throw new ChangeRefusedException(Problems.Unprocessable("schedule.time-past", "at is a time in the future."))
            : due;
    }
}
