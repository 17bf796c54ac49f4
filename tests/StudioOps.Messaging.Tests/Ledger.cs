using MassTransit;
using Microsoft.EntityFrameworkCore;
using StudioOps.Contracts;
using StudioOps.Tenancy;

namespace StudioOps.Messaging.Tests;

/// <summary>A service in miniature: it enqueues numbered entries and its consumer writes down what arrives.</summary>
public sealed record EntryMade(Guid Account, int Number, bool Poison, Actor Actor, DateTimeOffset OccurredAt);

public sealed class Line
{
    public long Id { get; private set; }

    public required Guid Account { get; init; }

    public required int Number { get; init; }
}

public sealed class LedgerDbContext(DbContextOptions<LedgerDbContext> options) : DbContext(options)
{
    public DbSet<Line> Lines => Set<Line>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Line>().ToTable("lines");
        modelBuilder.AddMessaging().UseSnakeCase();
    }
}

internal sealed class WhenEntryMade(LedgerDbContext db) : IConsumer<EntryMade>
{
    public Task Consume(ConsumeContext<EntryMade> context)
    {
        db.Add(new Line { Account = context.Message.Account, Number = context.Message.Number });
        return context.Message.Poison ? throw new InvalidOperationException("This entry can never be taken in.") : Task.CompletedTask;
    }
}
