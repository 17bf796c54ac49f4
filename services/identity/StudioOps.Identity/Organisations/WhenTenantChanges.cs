using MassTransit;
using StudioOps.Identity.Data;
using StudioOps.Standing;
using StudioOps.Tenancy;
using StudioOps.Tenants.Contracts;

namespace StudioOps.Identity.Organisations;

/// <summary>Every tenant event carries the whole tenant: the newest one decides what is known of it and whether its people may act.</summary>
internal sealed partial class WhenTenantChanges(IdentityContext db, TenantRows rows, ILogger<WhenTenantChanges> logger)
    : IConsumer<TenantCreated>, IConsumer<TenantUpdated>, IConsumer<TenantActivated>, IConsumer<TenantDegraded>,
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
        var known = await db.KnownTenants.FindAsync([tenantId], ct) ?? db.KnownTenants.Add(new KnownTenant { Id = tenantId }).Entity;
        var wasBlocked = TenantLife.IsBlocked(known.Status);
        if (!known.TryApply(revision, tenant.Slug, tenant.Name, tenant.Plan, tenant.Status, tenant.PartnerId))
        {
            LogStale(tenantId, revision);
            return;
        }

        var isBlocked = TenantLife.IsBlocked(tenant.Status);
        if (tenant.Status == TenantStatus.Deleted)
        {
            await rows.RemoveAsync(tenantId, ct);
            await rows.BlockAsync(tenantId, StandingEntry.Ended, ct);
        }
        else if (isBlocked && !wasBlocked)
        {
            await rows.BlockAsync(tenantId, StandingEntry.Suspended, ct);
        }
        else if (wasBlocked && !isBlocked)
        {
            await rows.UnblockAsync(tenantId, ct);
        }

        await db.SaveChangesAsync(ct);
    }

    [LoggerMessage(LogLevel.Debug, "Ignored revision {Revision} of tenant {TenantId}: a newer one is stored")]
    private partial void LogStale(Guid tenantId, long revision);
}
