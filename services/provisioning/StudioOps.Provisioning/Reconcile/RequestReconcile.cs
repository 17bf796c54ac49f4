using System.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using StudioOps.Http;
using StudioOps.Provisioning.Data;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Provisioning.Reconcile;

internal static class RequestReconcile
{
    /// <summary>Every step is looked at now, those that had given up included.</summary>
    public static async Task<Results<Accepted<OperationResource>, ProblemHttpResult>> Handle(
        TenantKey tenant, TenantDoor<ProvisioningDbContext> door, ProvisioningDbContext db, AuditTrail audit, TimeProvider clock, CancellationToken ct)
    {
        var known = await door.EnterAsync(tenant, ct);
        var found = known is null ? null : await db.LockAsync(known.Id, ct);
        if (found is null)
        {
            return Problems.NotFound("tenant.not-found");
        }

        var now = clock.GetUtcNow();
        var operation = new Operation { Id = Operations.NewId("provisioning", now), TenantId = found.TenantId, Kind = "provisioning.reconcile", StartedAt = now };
        db.Add(operation);
        found.Ask(Activity.Current?.Id, now);
        await audit.RecordAsync(db, new AuditEntry("provisioning.reconcile-requested", "tenant", found.TenantId.ToString(), found.Name) { TenantId = found.TenantId }, ct);
        await db.SaveChangesAsync(ct);
        return Operations.Accepted(operation);
    }
}
