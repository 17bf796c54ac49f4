using Microsoft.AspNetCore.Http.HttpResults;
using StudioOps.Contracts;
using StudioOps.Http;
using StudioOps.Messaging;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;
using StudioOps.Tenants.Contracts;
using StudioOps.Tenants.Data;

namespace StudioOps.Tenants.Tenants;

internal static class StartTenant
{
    public static async Task<Results<Accepted<OperationResource>, ProblemHttpResult>> Handle(
        TenantKey tenant, TenantLookup lookup, TenantDbContext db, Caller caller, AuditTrail audit, TimeProvider clock, CancellationToken ct)
    {
        var found = await lookup.FindAsync(tenant, ct);
        if (found is null)
        {
            return Problems.NotFound("tenant.not-found");
        }

        if (found.Status != TenantStatus.Draft)
        {
            return Problems.Conflict("tenant.not-draft", $"This tenant is {found.Status}.");
        }

        var operation = Start(db, found, caller.Actor, clock.GetUtcNow());
        await audit.RecordAsync(db, new AuditEntry("tenant.started", "tenant", found.Id.ToString(), found.Slug) { TenantId = found.Id }, ct);
        await db.SaveChangesAsync(ct);
        return Operations.Accepted(operation);
    }

    /// <summary>Sets provisioning going; the caller saves.</summary>
    public static Operation Start(TenantDbContext db, Tenant tenant, Actor actor, DateTimeOffset now)
    {
        tenant.TryStart(now);
        var operation = new Operation { Id = Operations.NewId("tenant", now), TenantId = tenant.Id, Kind = "tenant.create", StartedAt = now };
        db.Add(operation);
        db.Enqueue(new TenantCreated(tenant.Id, tenant.Revision, tenant.Details, actor, now), tenant.Id);
        return operation;
    }
}
