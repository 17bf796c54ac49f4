using System.Data.Common;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace StudioOps.Ledger;

/// <summary>Hears each effect the moment it is final.</summary>
public sealed class Arrivals : DbTransactionInterceptor
{
    private readonly SemaphoreSlim _arrived = new(0);

    public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        _arrived.Release();
        return Task.CompletedTask;
    }

    /// <summary>How long until as many more effects are final.</summary>
    public async Task<TimeSpan> WaitAsync(int count, CancellationToken ct)
    {
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < count; i++)
        {
            await _arrived.WaitAsync(ct);
        }

        return clock.Elapsed;
    }
}
