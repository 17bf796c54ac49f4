using MassTransit;
using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Data;
using StudioOps.Tenancy;
using StudioOps.Tenants.Contracts;

namespace StudioOps.Flags.Tenants;

/// <summary>Remembers what evaluation asks of a tenant: slug, plan, partner, status. Every event carries all of it, so any order will do.</summary>
internal sealed partial class WhenTenantChanges(FlagDbContext db, ILogger<WhenTenantChanges> logger) :
    IConsumer<TenantCreated>, IConsumer<TenantUpdated>, IConsumer<TenantActivated>, IConsumer<TenantDegraded>,
    IConsumer<TenantSuspended>, IConsumer<TenantResumed>, IConsumer<TenantDeletionRequested>, IConsumer<TenantDeleted>
{
    public Task Consume(ConsumeContext<TenantCreated> context) => ApplyAsync(context.Message.TenantId, context.Message.Revision, context.Message.Tenant, context.CancellationToken);

    public Task Consume(ConsumeContext<TenantUpdated> context) => ApplyAsync(context.Message.TenantId, context.Message.Revision, context.Message.Tenant, context.CancellationToken);

    public Task Consume(ConsumeContext<TenantActivated> context) => ApplyAsync(context.Message.TenantId, context.Message.Revision, context.Message.Tenant, context.CancellationToken);

    public Task Consume(ConsumeContext<TenantDegraded> context) => ApplyAsync(context.Message.TenantId, context.Message.Revision, context.Message.Tenant, context.CancellationToken);

    public Task Consume(ConsumeContext<TenantSuspended> context) => ApplyAsync(context.Message.TenantId, context.Message.Revision, context.Message.Tenant, context.CancellationToken);

    public Task Consume(ConsumeContext<TenantResumed> context) => ApplyAsync(context.Message.TenantId, context.Message.Revision, context.Message.Tenant, context.CancellationToken);

    public Task Consume(ConsumeContext<TenantDeletionRequested> context) => ApplyAsync(context.Message.TenantId, context.Message.Revision, context.Message.Tenant, context.CancellationToken);

    public Task Consume(ConsumeContext<TenantDeleted> context) => ApplyAsync(context.Message.TenantId, context.Message.Revision, context.Message.Tenant, context.CancellationToken);

    private async Task ApplyAsync(Guid tenantId, long revision, TenantDetails tenant, CancellationToken ct)
    {
        var known = await db.Tenants.FindAsync([tenantId], ct) ?? db.Add(new KnownTenant { Id = tenantId }).Entity;
        if (!known.TryApply(revision, tenant.Slug, tenant.Name, tenant.Plan, tenant.Status, tenant.PartnerId))
        {
            LogStale(tenantId, revision);
            return;
        }

        if (tenant.Status == TenantStatus.Deleted)
        {
            await db.ForgetOverridesAsync(tenantId, ct);
            db.RemoveRange(await db.FlagSets.Where(set => set.TenantId == tenantId).ToListAsync(ct));
        }

        await db.NextAsync(tenantId, ct);
        await db.SaveChangesAsync(ct);   // a concurrency token turns a race into a retry
    }

    [LoggerMessage(LogLevel.Debug, "Ignored revision {Revision} of tenant {TenantId}: a newer one is stored")]
    private partial void LogStale(Guid tenantId, long revision);
}
