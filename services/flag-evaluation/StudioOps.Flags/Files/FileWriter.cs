using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Contracts;
using StudioOps.Flags.Data;
using StudioOps.Flags.Import.Files;
using StudioOps.Flags.Segments;
using StudioOps.Http;
using StudioOps.Messaging;
using StudioOps.Tenancy;

namespace StudioOps.Flags.Files;

/// <summary>Stores what a plan says, each definition announced and recorded as if it had been edited by itself.</summary>
internal sealed class FileWriter(FlagDbContext db, Caller caller, AuditTrail audit, NewSalt newSalt, TimeProvider clock)
{
    public async Task<AppliedResource> WriteAsync(FilePlan plan, string reason, CancellationToken ct)
    {
        var keys = plan.Changes.Select(change => change.Key).Distinct().ToArray();
        var flags = await db.Flags.Where(flag => keys.Contains(flag.Key)).ToDictionaryAsync(flag => flag.Key, StringComparer.Ordinal, ct);
        var segments = await db.Segments.Where(segment => keys.Contains(segment.Key)).ToDictionaryAsync(segment => segment.Key, StringComparer.Ordinal, ct);
        var (revision, now) = (await db.NextAsync(ct), clock.GetUtcNow());
        foreach (var change in plan.Changes)
        {
            await (change.Kind == StoredDefinitions.FlagKind
                ? FlagAsync(change, plan.Wanted, flags.GetValueOrDefault(change.Key), reason, revision, now, ct)
                : SegmentAsync(change, plan.Wanted, segments.GetValueOrDefault(change.Key), reason, revision, now, ct));
        }

        int Count(PlannedAction action) => plan.Changes.Count(change => change.Action == action);
        return new AppliedResource(revision, Count(PlannedAction.Create), Count(PlannedAction.Change), Count(PlannedAction.Remove));
    }

    private async Task FlagAsync(PlannedChange change, DefinitionFile wanted, Flag? flag, string reason, long revision, DateTimeOffset now, CancellationToken ct)
    {
        var before = flag is { ArchivedAt: null } ? flag.Face() : (System.Text.Json.JsonElement?)null;
        if (change.Action == PlannedAction.Remove)
        {
            flag!.Archive(now);
            flag.At(revision);
            db.Enqueue(new FlagArchived(flag.Id, flag.Key, revision, reason, caller.Actor, now), flag.Id);
            await audit.RecordAsync(db, new AuditEntry("flag.archived", "flag", flag.Id.ToString(), flag.Key) { Reason = reason, Before = before }, ct);
            return;
        }

        var definition = wanted.Flags.Single(one => one.Key == change.Key);
        var about = wanted.Of(StoredDefinitions.FlagKind, change.Key);
        flag ??= db.Add(new Flag { Id = Guid.CreateVersion7(now), Key = change.Key, Type = definition.Type, Salt = about?.Salt ?? newSalt(), CreatedAt = now }).Entity;
        var back = flag.TryUnarchive(now);
        flag.Define(StoredDefinitions.Content(wanted, definition, back || before is null ? new FlagContent() : flag.Content(), flag.Salt), now);
        flag.At(revision);
        var (type, state) = (flag.Type.Word(), flag.State.Word());
        var action = back ? "flag.unarchived" : before is null ? "flag.defined" : "flag.changed";
        if (back)
        {
            db.Enqueue(new FlagUnarchived(flag.Id, flag.Key, revision, type, state, reason, caller.Actor, now), flag.Id);
        }
        else if (before is null)
        {
            db.Enqueue(new FlagDefined(flag.Id, flag.Key, revision, type, state, caller.Actor, now), flag.Id);
        }
        else
        {
            db.Enqueue(new FlagChanged(flag.Id, flag.Key, revision, type, state, caller.Actor, now), flag.Id);
        }

        await audit.RecordAsync(db, new AuditEntry(action, "flag", flag.Id.ToString(), flag.Key) { Reason = reason, Before = before, After = flag.Face() }, ct);
    }

    private async Task SegmentAsync(PlannedChange change, DefinitionFile wanted, StoredSegment? segment, string reason, long revision, DateTimeOffset now, CancellationToken ct)
    {
        var before = segment is { ArchivedAt: null } ? segment.Face() : (System.Text.Json.JsonElement?)null;
        if (change.Action == PlannedAction.Remove)
        {
            segment!.TryArchive(true, now);
            segment.At(revision);
            db.Enqueue(new SegmentArchived(segment.Id, segment.Key, revision, reason, caller.Actor, now), segment.Id);
            await audit.RecordAsync(db, new AuditEntry("segment.archived", "segment", segment.Id.ToString(), segment.Key) { Reason = reason, Before = before }, ct);
            return;
        }

        var definition = wanted.Segments.Single(one => one.Key == change.Key);
        segment ??= db.Add(new StoredSegment { Id = Guid.CreateVersion7(now), Key = change.Key, Attribute = definition.Attribute, CreatedAt = now }).Entity;
        var members = definition.Members.Except(definition.Excluded).ToArray();
        segment.TryArchive(false, now);
        segment.Define(wanted.Of(StoredDefinitions.SegmentKind, change.Key)?.Description ?? segment.Description, definition.Conditions, now);
        segment.Count(members.Length, definition.Excluded.Count, now);
        segment.At(revision);
        await db.ForgetAllAsync(segment.Id, ct);
        await db.NameAsync(segment.Id, members, excluded: false, ct);
        await db.NameAsync(segment.Id, definition.Excluded, excluded: true, ct);
        if (before is null)
        {
            db.Enqueue(new SegmentDefined(segment.Id, segment.Key, revision, members.Length, caller.Actor, now), segment.Id);
        }
        else
        {
            db.Enqueue(new SegmentChanged(segment.Id, segment.Key, revision, members.Length, caller.Actor, now), segment.Id);
        }

        await audit.RecordAsync(
            db, new AuditEntry(before is null ? "segment.defined" : "segment.changed", "segment", segment.Id.ToString(), segment.Key) { Reason = reason, Before = before, After = segment.Face() }, ct);
    }
}
