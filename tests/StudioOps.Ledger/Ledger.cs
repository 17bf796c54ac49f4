using MassTransit;
using Microsoft.EntityFrameworkCore;
using StudioOps.Contracts;
using StudioOps.Messaging;
using StudioOps.Tenancy;

namespace StudioOps.Ledger;

/// <summary>A service in miniature: it enqueues numbered entries and its consumer writes down what arrives.</summary>
public sealed record EntryMade(Guid Account, int Number, bool Poison, Actor Actor, DateTimeOffset OccurredAt);

/// <summary>One effect of one entry.</summary>
public sealed class Line
{
    public long Id { get; private set; }

    public required Guid Account { get; init; }

    public required int Number { get; init; }
}

public sealed class LedgerDbContext(DbContextOptions<LedgerDbContext> options) : DbContext(options)
{
    /// <summary>What was promised, written in the transaction of the promise; and the newest state a consumer that orders by number holds.</summary>
    internal const string Tables =
        """
        create index on lines (account, number);
        create table made (account uuid not null, number int not null, message_id uuid not null, primary key (account, number));
        create table states (account uuid primary key, number int not null);
        """;

    public DbSet<Line> Lines => Set<Line>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Line>().ToTable("lines");
        modelBuilder.AddMessaging().UseSnakeCase();
    }
}

internal sealed class WhenEntryMade(LedgerDbContext db) : IConsumer<EntryMade>
{
    public async Task Consume(ConsumeContext<EntryMade> context)
    {
        var entry = context.Message;
        db.Add(new Line { Account = entry.Account, Number = entry.Number });
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into states (account, number) values ({entry.Account}, {entry.Number})
            on conflict (account) do update set number = excluded.number where states.number < excluded.number
            """,
            context.CancellationToken);
        if (entry.Poison)
        {
            throw new InvalidOperationException("This entry can never be taken in.");
        }
    }
}
