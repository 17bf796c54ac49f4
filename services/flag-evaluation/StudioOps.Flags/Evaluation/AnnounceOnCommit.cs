using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using StackExchange.Redis;
using StudioOps.Flags.Data;
using StudioOps.Flags.Streaming;

namespace StudioOps.Flags.Evaluation;

/// <summary>After a commit that changes answers: wakes this process at once and the other copies over Redis. Only a hint; they poll too.</summary>
internal sealed class AnnounceOnCommit(Snapshots snapshots, Propagations propagations, ConnectionMultiplexer redis) : DbTransactionInterceptor
{
    public const string Channel = "flags";

    public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is FlagDbContext { Changed: var (revision, tenant) } db)
        {
            db.Changed = null;
            propagations.Begin(revision, tenant);
            snapshots.Want();
            _ = redis.GetSubscriber().PublishAsync(Channel, RedisValue.EmptyString, CommandFlags.FireAndForget);
        }

        return Task.CompletedTask;
    }
}
