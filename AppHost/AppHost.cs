var builder = DistributedApplication.CreateBuilder(args);

var postgres = builder.AddPostgres("postgres").WithDataVolume().WithLifetime(ContainerLifetime.Persistent);
var cache = builder.AddRedis("redis").WithDataVolume().WithPersistence(TimeSpan.FromSeconds(60), 1);
var bus = builder.AddRabbitMQ("rabbitmq").WithDataVolume().WithManagementPlugin();

var identity = builder.AddService("identity", "../services/identity/StudioOps.Identity/StudioOps.Identity.csproj", postgres, bus, cache).WithKeyRing();
var tenants = builder.AddService("tenant", "../services/tenant/StudioOps.Tenants/StudioOps.Tenants.csproj", postgres, bus, cache, "workspaces");
var flags = builder.AddService("flag-evaluation", "../services/flag-evaluation/StudioOps.Flags/StudioOps.Flags.csproj", postgres, bus, cache).WithTicketKey();
var provisioning = builder.AddService("provisioning", "../services/provisioning/StudioOps.Provisioning/StudioOps.Provisioning.csproj", postgres, bus, cache);
var admin = builder.AddService("admin", "../services/admin/StudioOps.Admin/StudioOps.Admin.csproj", postgres, bus, cache);
var gateway = builder.AddGateway("gateway", "../gateway/StudioOps.Gateway/StudioOps.Gateway.csproj", cache);

// Everyone learns who is in good standing from identity, so everyone starts after it.
foreach (var service in new[] { tenants, flags, provisioning, admin, gateway })
{
    service.WithReference(identity).WaitFor(identity).WithServiceAccount(identity);
}

// A reconciler drives the services that own what a tenant was promised.
provisioning.WithReference(tenants).WithReference(flags);

// Who asks identity who they are also hears their flags; it waits for nobody.
identity.WithReference(flags);

// Operators see how everyone is, so admin knows where everyone lives; it waits for nobody.
admin.WithReference(tenants).WithReference(flags).WithReference(provisioning).WithReference(gateway);

foreach (var service in new[] { identity, tenants, flags, provisioning, admin })
{
    service.WaitForEveryMigration().WithPublicOrigin(gateway);
    gateway.WithReference(service).WaitFor(service);
}

identity.WithBackChannelLogout(gateway);
builder.AddMail(provisioning, admin, identity, flags);
builder.AddAuditHeads(admin);
builder.AddDeveloperTools(identity, tenants, gateway);   // adds nothing outside run mode, so nothing of it can be published
builder.Build().Run();
