using StudioOps.Http;
using StudioOps.Messaging;
using StudioOps.Provisioning.Contracts;
using StudioOps.Provisioning.Data;
using StudioOps.Provisioning.Reconcile;
using StudioOps.Provisioning.Steps;
using StudioOps.ServiceDefaults;
using StudioOps.Standing;
using StudioOps.Tenancy;
using StudioOps.Tenants.Contracts;

const string Service = "provisioning";
var topology = new BusTopology(Service, [typeof(TenantCreated).Assembly, typeof(ProvisioningChanged).Assembly], bus => bus.AddConsumer<WhenTenantChanges>());
if (args is ["migrate"])
{
    var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
    await Migrate.RunAsync<ProvisioningDbContext>(configuration, Service, options => new ProvisioningDbContext(options));
    await topology.DeployAsync(configuration);
    return;
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.Services.AddValidation();
builder.AddAccessTokens();
builder.AddRedisClient();
builder.AddStanding();
builder.AddTenancy<ProvisioningDbContext>(topology);
builder.AddServiceHttp(Service);
builder.AddReconciling(Service);
builder.AddProvisioningSteps();

var app = builder.Build();
app.UseServiceDefaults();
app.UseStandingGuard();
app.UseTenancy();
app.UseDelegationTrail();
app.UseIdempotency();
app.MapProvisioning();
app.MapServiceOpenApi();
app.Run();
