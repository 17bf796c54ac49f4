using MassTransit;
using Microsoft.EntityFrameworkCore;
using StudioOps.Http;
using StudioOps.Messaging;
using StudioOps.Provisioning.Contracts;
using StudioOps.Tenants.Contracts;
using StudioOps.Tenants.Data;

namespace StudioOps.Tenants.Tenants;

/// <summary>Nothing is left outside: the tenant is deleted, and everyone may forget it.</summary>
internal sealed class WhenTenantDeprovisioned(TenantDbContext db, AuditTrail audit, TimeProvider clock) : IConsumer<TenantDeprovisioned>
{
    public async Task Consume(ConsumeContext<TenantDeprovisioned> context)
    {
        var message = context.Message;
        var ct = context.CancellationToken;
        var now = clock.GetUtcNow();
        if (await db.Tenants.SingleOrDefaultAsync(tenant => tenant.Id == message.TenantId, ct) is not { } tenant || !tenant.TryFinishDeletion(now))
        {
            return;
        }

        var operations = await db.Operations.Where(o => o.TenantId == tenant.Id && o.State == Operation.Running).ToListAsync(ct);
        foreach (var operation in operations)
        {
            operation.TryFinish(operation.Kind == "tenant.delete", operation.Kind == "tenant.delete" ? null : "The tenant was deleted.", now);
        }

        await audit.RecordAsync(db, new AuditEntry("tenant.deleted", "tenant", tenant.Id.ToString(), tenant.Slug) { TenantId = tenant.Id, Actor = message.Actor }, ct);
        db.Enqueue(new TenantDeleted(tenant.Id, tenant.Revision, tenant.Details, message.Actor, now), tenant.Id);
        await db.SaveChangesAsync(ct);
    }
}
