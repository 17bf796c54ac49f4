using Microsoft.EntityFrameworkCore;
using StudioOps.Contracts;
using StudioOps.Http;
using StudioOps.Tenancy;
using StudioOps.Tenants.Tenants;

namespace StudioOps.Tenants.Data;

/// <summary>Two tenants to look at. Runs in the development graph only; repeating it changes nothing.</summary>
internal sealed class DevelopmentSeed(IServiceProvider services, TimeProvider clock) : IHostedService
{
    private static readonly (Guid Id, string Slug, string Name, string Plan, string Isolation, string Owner)[] Demo =
    [
        (new("0198f000-0000-7000-8000-000000000001"), "northwind", "Northwind Studio", "pro", "schema", "olivia@northwind.example"),
        (new("0198f000-0000-7000-8000-000000000002"), "fabrikam", "Fabrikam Dance", "mvp", "shared", "felix@fabrikam.example"),
    ];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var demo in Demo)
        {
            await using var scope = services.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(demo.Id);
            var db = scope.ServiceProvider.GetRequiredService<TenantDbContext>();
            if (await db.Tenants.AnyAsync(tenant => tenant.Id == demo.Id, cancellationToken))
            {
                continue;
            }

            var (now, actor) = (clock.GetUtcNow(), Actor.System("development seed"));
            var tenant = new Tenant { Id = demo.Id, Slug = demo.Slug, Name = demo.Name, Plan = demo.Plan, Isolation = demo.Isolation, OwnerEmail = demo.Owner, CreatedAt = now };
            db.Add(tenant);
            await scope.ServiceProvider.GetRequiredService<AuditTrail>().RecordAsync(
                db, new AuditEntry("tenant.created", "tenant", tenant.Id.ToString(), tenant.Slug) { TenantId = tenant.Id, After = TenantResource.Of(tenant), Actor = actor }, cancellationToken);
            StartTenant.Start(db, tenant, actor, now);
            await db.SaveChangesAsync(cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
