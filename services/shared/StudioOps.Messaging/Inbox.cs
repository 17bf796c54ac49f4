using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace StudioOps.Messaging;

/// <summary>Opens the consumer's transaction and remembers the message in it, so that a second delivery does nothing.</summary>
public interface IInbox
{
    /// <summary>Runs <paramref name="consume"/> once per message and queue, in one transaction with the inbox row; false when it was taken in before.</summary>
    Task<bool> OnceAsync(Guid messageId, string queue, Func<Task> consume, CancellationToken ct);
}

internal sealed class Inbox<TContext>(TContext db) : IInbox
    where TContext : DbContext
{
    public async Task<bool> OnceAsync(Guid messageId, string queue, Func<Task> consume, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var taken = await db.Database.ExecuteSqlAsync(
            $"insert into inbox (message_id, queue) values ({messageId}, {queue}) on conflict do nothing", ct);
        if (taken == 0)
        {
            return false;
        }

        await consume();
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }
}

internal sealed class InboxFilter<T>(IInbox inbox) : IFilter<ConsumeContext<T>>
    where T : class
{
    public async Task Send(ConsumeContext<T> context, IPipe<ConsumeContext<T>> next)
    {
        var isNew = await inbox.OnceAsync(
            context.MessageId ?? throw new InvalidOperationException("A message without an id cannot be taken in once."),
            context.ReceiveContext.InputAddress.Segments[^1],
            () => next.Send(context),
            context.CancellationToken);
        if (!isNew)
        {
            // Else the bus takes it for one that nobody wanted and moves it away; where that fails, hands it back without end.
            await context.NotifyConsumed(TimeSpan.Zero, "inbox");
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("inbox");
}
