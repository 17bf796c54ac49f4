using MassTransit;
using Microsoft.EntityFrameworkCore;
using StudioOps.Http;
using StudioOps.Messaging;
using StudioOps.Provisioning.Contracts;
using StudioOps.Tenants.Contracts;
using StudioOps.Tenants.Data;

namespace StudioOps.Tenants.Tenants;

/// <summary>A tenant activates itself when everything it was promised exists, and says so when something breaks.</summary>
internal sealed class WhenProvisioningChanged(TenantDbContext db, TimeProvider clock) : IConsumer<ProvisioningChanged>
{
    public async Task Consume(ConsumeContext<ProvisioningChanged> context)
    {
        var message = context.Message;
        var ct = context.CancellationToken;
        if (await db.Tenants.SingleOrDefaultAsync(tenant => tenant.Id == message.TenantId, ct) is not { } tenant)
        {
            return;
        }

        var now = clock.GetUtcNow();
        var error = message.Steps.FirstOrDefault(step => step.State == "error") is { } broken ? $"{broken.Name}: {broken.Error}" : null;
        var operation = await db.Operations
            .Where(o => o.TenantId == tenant.Id && o.State == Operation.Running).OrderByDescending(o => o.StartedAt).FirstOrDefaultAsync(ct);
        if (message.Revision > tenant.ProvisioningRevision)
        {
            operation?.Report([.. message.Steps.Select(step => new OperationStep(step.Name, step.State, step.Error))], error);
        }

        switch (tenant.Observe(message.Revision, message.Ready, error is not null, now))
        {
            case ProvisioningEffect.Activated:
                db.Enqueue(new TenantActivated(tenant.Id, tenant.Revision, tenant.Details, message.Actor, now), tenant.Id);
                operation?.TryFinish(true, null, now);
                break;
            case ProvisioningEffect.Degraded:
                db.Enqueue(new TenantDegraded(tenant.Id, tenant.Revision, tenant.Details, error!, message.Actor, now), tenant.Id);
                break;
        }

        await db.SaveChangesAsync(ct);
    }
}
