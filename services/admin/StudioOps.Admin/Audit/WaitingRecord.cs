using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using StudioOps.Contracts;

namespace StudioOps.Admin.Audit;

/// <summary>A record that arrived and is not yet part of its chain: its predecessors may still be on the way.</summary>
internal sealed class WaitingRecord
{
    public required string Source { get; init; }

    public required long Number { get; init; }

    public required Guid Chain { get; init; }

    /// <summary>The event as it came.</summary>
    public required string Body { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public AuditRecorded Record() => JsonSerializer.Deserialize<AuditRecorded>(Body)!;

    /// <summary>Puts the record down; a second arrival of the same number changes nothing.</summary>
    public static Task StoreAsync(DbContext db, AuditRecorded record, DateTimeOffset now, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync(
            $"""
            insert into audit_waiting (source, number, chain, body, received_at)
            values ({record.Source}, {record.Number}, {AuditRecord.ChainOf(record)}, {JsonSerializer.Serialize(record)}::jsonb, {now}) on conflict do nothing
            """, ct);

    public static void Map(ModelBuilder model) => model.Entity<WaitingRecord>(waiting =>
    {
        waiting.ToTable("audit_waiting");
        waiting.HasKey(w => new { w.Source, w.Number });
        waiting.Property(w => w.Body).HasColumnType("jsonb");
    });
}

/// <summary>How far the records of one source have come: the highest number that is part of a chain.</summary>
internal sealed class SourcePosition
{
    public required string Source { get; init; }

    public long LastNumber { get; private set; }

    public void Reach(long number) => LastNumber = Math.Max(LastNumber, number);

    public static void Map(ModelBuilder model) => model.Entity<SourcePosition>(position =>
    {
        position.ToTable("audit_sources");
        position.HasKey(p => p.Source);
    });
}
