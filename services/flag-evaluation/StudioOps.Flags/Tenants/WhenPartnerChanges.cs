using MassTransit;
using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Data;
using StudioOps.Tenants.Contracts;

namespace StudioOps.Flags.Tenants;

/// <summary>Remembers partners, so that overrides can name them. What was decided for a partner goes with it.</summary>
internal sealed class WhenPartnerChanges(FlagDbContext db) : IConsumer<PartnerCreated>, IConsumer<PartnerUpdated>, IConsumer<PartnerDeleted>
{
    public Task Consume(ConsumeContext<PartnerCreated> context) =>
        ApplyAsync(context.Message.PartnerId, context.Message.Revision, context.Message.Partner, deleted: false, context.CancellationToken);

    public Task Consume(ConsumeContext<PartnerUpdated> context) =>
        ApplyAsync(context.Message.PartnerId, context.Message.Revision, context.Message.Partner, deleted: false, context.CancellationToken);

    public Task Consume(ConsumeContext<PartnerDeleted> context) =>
        ApplyAsync(context.Message.PartnerId, context.Message.Revision, context.Message.Partner, deleted: true, context.CancellationToken);

    private async Task ApplyAsync(Guid id, long revision, PartnerDetails details, bool deleted, CancellationToken ct)
    {
        var known = await db.Partners.FindAsync([id], ct) ?? db.Add(new KnownPartner { Id = id }).Entity;
        if (!known.TryApply(revision, details.Slug, deleted))
        {
            return;
        }

        if (deleted && await db.PartnerOverrides.Where(row => row.PartnerId == id).ExecuteDeleteAsync(ct) > 0)
        {
            await db.NextAsync(known, ct);
        }

        await db.SaveChangesAsync(ct);   // a concurrency token turns a race into a retry
    }
}
