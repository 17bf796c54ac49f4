using MassTransit;
using Microsoft.EntityFrameworkCore;
using StudioOps.Admin.Data;
using StudioOps.Contracts;
using StudioOps.Tenancy;

namespace StudioOps.Admin.Audit;

/// <summary>Puts every record down as it arrives; <see cref="ChainAppender"/> makes it part of its chain when its turn comes.</summary>
internal sealed class WhenAuditRecorded(AdminDbContext db, CrossTenant<AdminDbContext> all, TimeProvider clock) : IConsumer<AuditRecorded>
{
    public async Task Consume(ConsumeContext<AuditRecorded> context)
    {
        var record = context.Message;
        await using var everyone = all.ReadFor("a number is unique over all records of its source, whichever tenant they concern");
        var known = await everyone.Records.SingleOrDefaultAsync(r => r.Source == record.Source && r.Number == record.Number, context.CancellationToken);
        if (known is null)
        {
            await WaitingRecord.StoreAsync(db, record, clock.GetUtcNow(), context.CancellationToken);
        }
        else if (!known.Tells(record))
        {
            // A source that counts again from a restored backup, or a forger: kept in the error queue for a person to judge, never dropped.
            throw new InvalidOperationException($"Number {record.Number} of {record.Source} is part of the chain already and tells something else.");
        }
    }
}
