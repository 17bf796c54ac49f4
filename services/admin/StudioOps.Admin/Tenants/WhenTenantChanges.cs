using MassTransit;
using StudioOps.Admin.Data;
using StudioOps.Tenancy;
using StudioOps.Tenants.Contracts;

namespace StudioOps.Admin.Tenants;

/// <summary>Keeps the names that audit rows are shown and found by.</summary>
/// <remarks>A deleted tenant stays known: slug and name are nobody's personal data, and its history must still be found by them.</remarks>
internal sealed class WhenTenantChanges(AdminDbContext db) :
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
        known.TryApply(revision, tenant.Slug, tenant.Name, tenant.Plan, tenant.Status, tenant.PartnerId);
        await db.SaveChangesAsync(ct);
    }
}
