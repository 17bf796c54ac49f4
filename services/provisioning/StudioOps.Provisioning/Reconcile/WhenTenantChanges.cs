using System.Diagnostics;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using StudioOps.Contracts;
using StudioOps.Provisioning.Data;
using StudioOps.Provisioning.Steps;
using StudioOps.Tenancy;
using StudioOps.Tenants.Contracts;

namespace StudioOps.Provisioning.Reconcile;

/// <summary>Keeps what tenants want, in whatever order it is told; the loop does the rest.</summary>
internal sealed partial class WhenTenantChanges(ProvisioningDbContext db, StepPlan plan, TimeProvider clock, ILogger<WhenTenantChanges> logger) :
    IConsumer<TenantCreated>, IConsumer<TenantUpdated>, IConsumer<TenantActivated>, IConsumer<TenantDegraded>,
    IConsumer<TenantSuspended>, IConsumer<TenantResumed>, IConsumer<TenantDeletionRequested>, IConsumer<TenantDeleted>
{
    public Task Consume(ConsumeContext<TenantCreated> context) => WantAsync(context.Message.TenantId, context.Message.Revision, context.Message.Tenant, context.Message.Actor, context.CancellationToken);

    public Task Consume(ConsumeContext<TenantUpdated> context) => WantAsync(context.Message.TenantId, context.Message.Revision, context.Message.Tenant, context.Message.Actor, context.CancellationToken);

    public Task Consume(ConsumeContext<TenantActivated> context) => WantAsync(context.Message.TenantId, context.Message.Revision, context.Message.Tenant, context.Message.Actor, context.CancellationToken);

    public Task Consume(ConsumeContext<TenantDegraded> context) => WantAsync(context.Message.TenantId, context.Message.Revision, context.Message.Tenant, context.Message.Actor, context.CancellationToken);

    public Task Consume(ConsumeContext<TenantSuspended> context) => WantAsync(context.Message.TenantId, context.Message.Revision, context.Message.Tenant, context.Message.Actor, context.CancellationToken);

    public Task Consume(ConsumeContext<TenantResumed> context) => WantAsync(context.Message.TenantId, context.Message.Revision, context.Message.Tenant, context.Message.Actor, context.CancellationToken);

    public Task Consume(ConsumeContext<TenantDeletionRequested> context) => WantAsync(context.Message.TenantId, context.Message.Revision, context.Message.Tenant, context.Message.Actor, context.CancellationToken);

    /// <summary>Nothing is kept but the revision, so that an event that was held up cannot bring the tenant back.</summary>
    public async Task Consume(ConsumeContext<TenantDeleted> context)
    {
        var (message, ct) = (context.Message, context.CancellationToken);
        var known = await KnownAsync(message.TenantId, ct);
        if (!known.TryApply(message.Revision, "", "", "", TenantStatus.Deleted, null))
        {
            LogStale(message.TenantId, message.Revision);
            return;
        }

        await db.Operations.Where(operation => operation.TenantId == message.TenantId).ExecuteDeleteAsync(ct);
        await db.Provisions.Where(provision => provision.TenantId == message.TenantId).ExecuteDeleteAsync(ct);
    }

    private async Task WantAsync(Guid tenantId, long revision, TenantDetails tenant, Actor actor, CancellationToken ct)
    {
        var known = await KnownAsync(tenantId, ct);
        if (!known.TryApply(revision, tenant.Slug, tenant.Name, tenant.Plan, tenant.Status, tenant.PartnerId))
        {
            LogStale(tenantId, revision);
            return;
        }

        if (tenant.Status == TenantStatus.Draft)
        {
            return;
        }

        var now = clock.GetUtcNow();
        var provision = await db.LockAsync(tenantId, ct) ?? db.Add(new Provision { TenantId = tenantId }).Entity;
        if (provision.TryWant(revision, tenant, plan.Names, Activity.Current?.Id, now))
        {
            db.Announce(provision, actor, now);
        }
    }

    private async Task<KnownTenant> KnownAsync(Guid tenantId, CancellationToken ct) =>
        await db.KnownTenants.FindAsync([tenantId], ct) ?? db.Add(new KnownTenant { Id = tenantId }).Entity;

    [LoggerMessage(LogLevel.Debug, "Ignored revision {Revision} of tenant {TenantId}: a newer one is stored")]
    private partial void LogStale(Guid tenantId, long revision);
}
