using System.Data.Common;
using System.Diagnostics;
using MassTransit;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace StudioOps.Ledger;

/// <summary>Where a copy can be told to die.</summary>
public enum FaultPoint
{
    None,

    /// <summary>The relay holds the rows and has published nothing.</summary>
    ClaimedNotPublished,

    /// <summary>The broker has the event and said so; the row is still there.</summary>
    ConfirmedNotDeleted,

    /// <summary>The consumer did everything but commit.</summary>
    ConsumedNotCommitted,

    /// <summary>The consumer's transaction is final; the broker does not know yet.</summary>
    CommittedNotAcknowledged,
}

/// <summary>Kills its own process, without any goodbye, when a point is reached for the n-th time. Watches through the doors that libraries offer.</summary>
internal sealed class Faults : DbTransactionInterceptor, IPublishObserver
{
    private readonly Lock _lock = new();
    private FaultPoint _point;
    private int _left;

    public void Arm(FaultPoint point, int count)
    {
        lock (_lock)
        {
            (_point, _left) = (point, count);
        }
    }

    public static void Die()
    {
        Process.GetCurrentProcess().Kill();
        new ManualResetEventSlim().Wait();
    }

    public Task PrePublish<T>(PublishContext<T> context)
        where T : class => Reached(FaultPoint.ClaimedNotPublished);

    public Task PostPublish<T>(PublishContext<T> context)
        where T : class => Reached(FaultPoint.ConfirmedNotDeleted);

    public Task PublishFault<T>(PublishContext<T> context, Exception exception)
        where T : class => Task.CompletedTask;

    public override async ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        await Reached(FaultPoint.ConsumedNotCommitted);
        return result;
    }

    public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default) =>
        Reached(FaultPoint.CommittedNotAcknowledged);

    private Task Reached(FaultPoint point)
    {
        lock (_lock)
        {
            if (point == _point && --_left == 0)
            {
                Die();
            }
        }

        return Task.CompletedTask;
    }
}
