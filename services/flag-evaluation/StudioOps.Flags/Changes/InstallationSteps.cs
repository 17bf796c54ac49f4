using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Approvals;
using StudioOps.Flags.Contracts;
using StudioOps.Flags.Data;
using StudioOps.Flags.Segments;
using StudioOps.Http;
using StudioOps.Messaging;

namespace StudioOps.Flags.Changes;

/// <summary>Makes segments and the installation's own settings say what a plan wants.</summary>
internal sealed class InstallationSteps(FlagDbContext db, ChangeOrigin origin, AuditTrail audit, TimeProvider clock)
{
    public async Task SegmentAsync(PlanStep step, string reason, CancellationToken ct)
    {
        var (id, now) = (Guid.Parse(step.Key), clock.GetUtcNow());
        await db.HoldDefinitionsAsync(ct);
        var found = await db.Segments.SingleOrDefaultAsync(row => row.Id == id, ct);
        StepTaker.Check(step, found?.Revision, found?.Key ?? step.Key);
        var (before, gone) = (found?.Face(), found?.ArchivedAt is not null);
        var segment = found ?? db.Add(await NewAsync(step, id, ct)).Entity;
        if (step.To is { } to)
        {
            RowState.Restore(db.Entry(segment), to);
            await NamesAsync(segment, to, ct);
        }
        else
        {
            segment.TryArchive(true, now);
        }

        if (segment.ArchivedAt is not null && await db.UsersOfAsync(segment.Key, ct) is { Count: > 0 } users)
        {
            throw new StepRefusedException("segment.in-use", $"{string.Join(", ", users)} ask for {segment.Key}.");
        }

        segment.At(await db.NextAsync(ct));
        var action = Announce(segment, found is null, gone, reason, now);
        await audit.RecordAsync(
            db, new AuditEntry(action, "segment", segment.Id.ToString(), segment.Key) { Reason = reason, Before = before, After = segment.Face(), Actor = origin.Actor }, ct);
    }

    public async Task SettingsAsync(PlanStep step, string reason, CancellationToken ct)
    {
        await db.HoldDefinitionsAsync(ct);
        var settings = await db.Governance.SingleAsync(ct);
        StepTaker.Check(step, settings.Revision, "What holds for every flag");
        var before = settings.Face();
        RowState.Restore(db.Entry(settings), step.To!.Value);
        db.Entry(settings).Property(row => row.UpdatedAt).CurrentValue = clock.GetUtcNow();
        settings.At(await db.NextAsync(ct));
        await audit.RecordAsync(
            db, new AuditEntry("settings.changed", "settings", Governance.Name, "Flags") { Reason = reason, Before = before, After = settings.Face(), Actor = origin.Actor }, ct);
    }

    private async Task<StoredSegment> NewAsync(PlanStep step, Guid id, CancellationToken ct)
    {
        var to = step.To ?? throw new StepRefusedException("segment.not-found", $"Segment {step.Key} is not there.");
        var key = to.GetProperty("key").GetString()!;
        return await db.Segments.AnyAsync(row => row.Key == key, ct)
            ? throw new StepRefusedException("segment.exists", $"There is, or was, a segment {key}.")
            : new StoredSegment { Id = id, Key = key, Attribute = to.GetProperty("attribute").GetString()!, CreatedAt = clock.GetUtcNow() };
    }

    private async Task NamesAsync(StoredSegment segment, JsonElement to, CancellationToken ct)
    {
        if (!to.TryGetProperty(NameChanges.Member, out var names))
        {
            return;
        }

        var wanted = names.EnumerateObject().ToLookup(name => name.Value.ValueKind, name => name.Name);
        await db.ForgetAsync(segment.Id, [.. wanted[JsonValueKind.Null]], ct);
        await db.NameAsync(segment.Id, [.. wanted[JsonValueKind.False]], excluded: false, ct);
        await db.NameAsync(segment.Id, [.. wanted[JsonValueKind.True]], excluded: true, ct);
    }

    private string Announce(StoredSegment segment, bool isNew, bool wasGone, string reason, DateTimeOffset now)
    {
        if (isNew)
        {
            db.Enqueue(new SegmentDefined(segment.Id, segment.Key, segment.Revision, segment.Members, origin.Actor, now), segment.Id);
            return "segment.defined";
        }

        if (segment.ArchivedAt is not null)
        {
            db.Enqueue(new SegmentArchived(segment.Id, segment.Key, segment.Revision, reason, origin.Actor, now), segment.Id);
            return "segment.archived";
        }

        if (wasGone)
        {
            db.Enqueue(new SegmentUnarchived(segment.Id, segment.Key, segment.Revision, reason, origin.Actor, now), segment.Id);
            return "segment.unarchived";
        }

        db.Enqueue(new SegmentChanged(segment.Id, segment.Key, segment.Revision, segment.Members, origin.Actor, now), segment.Id);
        return "segment.changed";
    }
}
