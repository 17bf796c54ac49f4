using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Diagnostics;
using StudioOps.Flags.Data;
using StudioOps.Flags.Overrides;
using StudioOps.Http;

namespace StudioOps.Flags.Changes;

/// <summary>Writes the change-set beside whatever it is made of, in the same transaction. No handler can forget to.</summary>
internal sealed class ChangeRecorder(ChangeOrigin origin, AuditTrail audit, TimeProvider clock) : ISaveChangesInterceptor
{
    public ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is FlagDbContext db)
        {
            Record(db);
        }

        return ValueTask.FromResult(result);
    }

    private void Record(FlagDbContext db)
    {
        var rows = db.ChangeTracker.Entries()
            .Where(entry => entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted && Recorded.Of(entry.Metadata.ClrType) is not null)
            .ToList();
        if (rows.Count == 0)
        {
            return;
        }

        var now = clock.GetUtcNow();
        var set = origin.ChangeSet ?? Begin(db, rows.Count, now);
        for (var i = 0; i < rows.Count; i++)
        {
            var key = Recorded.Of(rows[i].Metadata.ClrType)!.Key(rows[i].Entity);
            db.Add(Item(rows[i], set, key, origin.Steps.TryGetValue(key, out var step) ? step : i, now));
        }
    }

    private Guid Begin(FlagDbContext db, int steps, DateTimeOffset now)
    {
        var told = audit.Recorded is [.., var last] ? last : null;
        var set = new ChangeSet
        {
            Id = Guid.CreateVersion7(now),
            Kind = origin.Kind,
            Reason = origin.Reason ?? told?.Reason ?? "",
            Actor = FlagJson.Write(told?.Actor ?? origin.Actor),
            At = now,
            Correlation = AuditTrail.Correlation,
            Undoes = origin.Undoes,
            Steps = steps,
        };
        db.Add(set);
        return set.Id;
    }

    private static Changed Item(EntityEntry row, Guid set, string key, int step, DateTimeOffset now)
    {
        var kind = Recorded.Of(row.Metadata.ClrType)!;
        var before = row.State == EntityState.Added ? null : RowState.Of(row, row.OriginalValues);
        var after = row.State == EntityState.Deleted ? null : RowState.Of(row, row.CurrentValues);
        var revision = row.State == EntityState.Deleted ? null : (long?)row.Property("Revision").CurrentValue;
        return row.Entity is FlagOverride { TenantId: var tenant }
            ? new TenantChangeItem { ChangeSetId = set, Step = step, TenantId = tenant, Type = kind.Type, Key = key, FlagKey = kind.Flag(row.Entity), Before = before, After = after, Revision = revision, At = now }
            : new ChangeItem { ChangeSetId = set, Step = step, Type = kind.Type, Key = key, FlagKey = kind.Flag(row.Entity), Before = before, After = after, Revision = revision, At = now };
    }
}
