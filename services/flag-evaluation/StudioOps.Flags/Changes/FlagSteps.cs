using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Contracts;
using StudioOps.Flags.Data;
using StudioOps.Flags.Engine;
using StudioOps.Http;
using StudioOps.Messaging;

namespace StudioOps.Flags.Changes;

/// <summary>Makes a definition say what a plan wants. A flag is never deleted: taking back its creation archives it.</summary>
internal sealed class FlagSteps(FlagDbContext db, ChangeOrigin origin, AuditTrail audit, TimeProvider clock)
{
    private readonly List<Flag> _written = [];

    public async Task TakeAsync(PlanStep step, string reason, CancellationToken ct)
    {
        var (id, now) = (Guid.Parse(step.Key), clock.GetUtcNow());
        await db.HoldDefinitionsAsync(ct);
        var found = await db.Flags.SingleOrDefaultAsync(row => row.Id == id, ct);
        var (was, killed, gone, before) = (found?.Revision, found?.State == FlagState.Killed, found?.ArchivedAt is not null, found?.Face());
        StepTaker.Check(step, was, found?.Key ?? step.Key);
        var flag = found ?? db.Add(await NewAsync(step, id, ct)).Entity;
        if (step.To is { } to)
        {
            RowState.Restore(db.Entry(flag), to);
            db.Entry(flag).Property(row => row.UpdatedAt).CurrentValue = now;
        }
        else
        {
            flag.Archive(now);
        }

        flag.At(await db.NextAsync(ct));
        _written.Add(flag);
        var action = Announce(flag, found is null, killed, gone, reason, now);
        await audit.RecordAsync(
            db, new AuditEntry(action, "flag", flag.Id.ToString(), flag.Key) { Reason = reason, Before = before, After = flag.Face(), Actor = origin.Actor }, ct);
    }

    /// <summary>What it stood on, or what stands on it, may have changed meanwhile.</summary>
    public async Task FitAsync(CancellationToken ct)
    {
        foreach (var flag in _written)
        {
            if (flag.ArchivedAt is not null)
            {
                if (await db.DependentsAsync(flag.Key, ct) is { Count: > 0 } dependents)
                {
                    throw new StepRefusedException("flag.in-use", $"{string.Join(", ", dependents)} have {flag.Key} as a prerequisite.");
                }

                continue;
            }

            var content = flag.Content();
            if (await db.RefusalAsync(flag.Key, flag.Type, flag.Salt, content with { State = flag.StateBeforeKill ?? content.State }, ct) is { } refusal)
            {
                throw new StepRefusedException(refusal.ProblemDetails.Extensions["code"] as string ?? "flag.invalid", $"{flag.Key} cannot be served so any more: {refusal.ProblemDetails.Detail}");
            }
        }
    }

    private async Task<Flag> NewAsync(PlanStep step, Guid id, CancellationToken ct)
    {
        var to = step.To ?? throw new StepRefusedException("flag.not-found", $"Flag {step.Key} is not there.");
        var key = to.GetProperty("key").GetString()!;
        return await db.NameRefusalAsync(key, ct) is { } taken
            ? throw new StepRefusedException("flag.exists", taken.ProblemDetails.Detail ?? key)
            : new Flag
            {
                Id = id, Key = key, Type = (FlagType)FlagJson.Read(to.GetProperty("type"), typeof(FlagType))!, Salt = to.GetProperty("salt").GetString()!, CreatedAt = clock.GetUtcNow(),
            };
    }

    /// <summary>Says what happened by its own name, as the call of its own would have; returns the name.</summary>
    private string Announce(Flag flag, bool isNew, bool wasKilled, bool wasGone, string reason, DateTimeOffset now)
    {
        var (type, state, actor) = (flag.Type.Word(), flag.State.Word(), origin.Actor);
        switch (isNew, flag.ArchivedAt is not null, flag.State == FlagState.Killed)
        {
            case (true, _, _):
                db.Enqueue(new FlagDefined(flag.Id, flag.Key, flag.Revision, type, state, actor, now), flag.Id);
                return "flag.defined";
            case (_, true, _):
                db.Enqueue(new FlagArchived(flag.Id, flag.Key, flag.Revision, reason, actor, now), flag.Id);
                return "flag.archived";
            case var _ when wasGone:
                db.Enqueue(new FlagUnarchived(flag.Id, flag.Key, flag.Revision, type, state, reason, actor, now), flag.Id);
                return "flag.unarchived";
            case (_, _, true) when !wasKilled:
                db.Enqueue(new FlagKilled(flag.Id, flag.Key, flag.Revision, reason, actor, now), flag.Id);
                return "flag.killed";
            case (_, _, false) when wasKilled:
                db.Enqueue(new FlagRestored(flag.Id, flag.Key, flag.Revision, state, reason, actor, now), flag.Id);
                return "flag.restored";
            default:
                db.Enqueue(new FlagChanged(flag.Id, flag.Key, flag.Revision, type, state, actor, now), flag.Id);
                return "flag.changed";
        }
    }
}
