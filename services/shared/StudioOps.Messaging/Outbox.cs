using System.Diagnostics;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;

namespace StudioOps.Messaging;

/// <summary>An event that is true as soon as its transaction commits, and not yet told to the bus.</summary>
public sealed class OutboxMessage
{
    public long Id { get; private set; }

    public required Guid MessageId { get; init; }

    /// <summary>Events of one aggregate are published in the order they were enqueued.</summary>
    public required Guid Aggregate { get; init; }

    /// <summary>Full name of the contract type.</summary>
    public required string Type { get; init; }

    public required string Body { get; init; }

    /// <summary>W3C traceparent of the request that caused it, so that the trace goes on behind the bus.</summary>
    public string? TraceParent { get; init; }

    public DateTimeOffset CreatedAt { get; private set; }
}

/// <summary>A message this service has already taken in.</summary>
public sealed class InboxMessage
{
    public required Guid MessageId { get; init; }

    public required string Queue { get; init; }

    public DateTimeOffset ReceivedAt { get; private set; }
}

public static class Outbox
{
    /// <summary>Adds the event to the unit of work; it is published after <c>SaveChanges</c>, and never if that fails.</summary>
    public static void Enqueue<T>(this DbContext db, T message, Guid aggregate)
        where T : class => db.Add(new OutboxMessage
        {
            MessageId = Guid.CreateVersion7(),
            Aggregate = aggregate,
            Type = typeof(T).FullName!,
            Body = JsonSerializer.Serialize(message),
            TraceParent = Activity.Current?.Id,
        });

    /// <summary>Maps the outbox and inbox tables.</summary>
    public static ModelBuilder AddMessaging(this ModelBuilder model)
    {
        model.Entity<OutboxMessage>(outbox =>
        {
            outbox.ToTable("outbox");
            outbox.HasKey(m => m.Id);
            outbox.Property(m => m.Body).HasColumnType("jsonb");
            outbox.Property(m => m.CreatedAt).HasDefaultValueSql("now()");
            outbox.HasIndex(m => new { m.Aggregate, m.Id });
        });
        model.Entity<InboxMessage>(inbox =>
        {
            inbox.ToTable("inbox");
            inbox.HasKey(m => new { m.MessageId, m.Queue });
            inbox.Property(m => m.ReceivedAt).HasDefaultValueSql("now()");
            inbox.HasIndex(m => m.ReceivedAt);
        });
        return model;
    }

    /// <summary>Wakes the relay at commit; without it events wait for the next poll.</summary>
    public static void AddOutboxSignal(this MigrationBuilder migration) => migration.Sql(
        """
        create function outbox_signal() returns trigger language plpgsql as $$ begin notify outbox; return null; end $$;
        create trigger outbox_signal after insert on outbox for each statement execute function outbox_signal();
        """);
}
