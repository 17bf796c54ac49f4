using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Diagnostics;
using StudioOps.Flags.Approvals;
using StudioOps.Flags.Data;
using StudioOps.Flags.Overrides;
using StudioOps.Http;

namespace StudioOps.Flags.Changes;

/// <summary>
/// Writes the change-set beside whatever it is made of, in the same transaction, unless the gate keeps it for later. No handler can forget to.
/// </summary>
internal sealed class ChangeRecorder(ChangeOrigin origin, ChangeGate gate, AuditTrail audit, TimeProvider clock) : ISaveChangesInterceptor
{
    public async ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is FlagDbContext db)
        {
            var rows = db.ChangeTracker.Entries()
                .Where(entry => entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted && Recorded.Of(entry.Metadata.ClrType) is not null)
                .ToList();
            var review = await gate.PassAsync(db, rows, cancellationToken);
            if (rows.Count > 0)
            {
                Record(db, rows, review);
            }
        }

        return result;
    }

    private void Record(FlagDbContext db, List<EntityEntry> rows, bool review)
    {
        var now = clock.GetUtcNow();
        var set = origin.ChangeSet ?? Begin(db, rows.Count, review, now);
        for (var i = 0; i < rows.Count; i++)
        {
            var key = Recorded.Of(rows[i].Metadata.ClrType)!.Key(rows[i].Entity);
            db.Add(Item(db, rows[i], set, key, origin.Steps.TryGetValue(key, out var step) ? step : i, now));
        }

        db.Names.Clear();
    }

    private Guid Begin(FlagDbContext db, int steps, bool review, DateTimeOffset now)
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
        if (review)
        {
            set.OpenReview();
        }

        db.Add(set);
        return set.Id;
    }

    private static Changed Item(FlagDbContext db, EntityEntry row, Guid set, string key, int step, DateTimeOffset now)
    {
        var kind = Recorded.Of(row.Metadata.ClrType)!;
        var (before, after) = RowState.Of(db, row);
        var revision = row.State == EntityState.Deleted ? null : (long?)row.Property("Revision").CurrentValue;
        return row.Entity is FlagOverride { TenantId: var tenant }
            ? new TenantChangeItem { ChangeSetId = set, Step = step, TenantId = tenant, Type = kind.Type, Key = key, FlagKey = kind.Flag(row.Entity), Before = before, After = after, Revision = revision, At = now }
            : new ChangeItem { ChangeSetId = set, Step = step, Type = kind.Type, Key = key, FlagKey = kind.Flag(row.Entity), Before = before, After = after, Revision = revision, At = now };
    }
}
