using StudioOps.Http;
using StudioOps.Identity.Contracts;
using StudioOps.Messaging;
using StudioOps.Provisioning.Contracts;
using StudioOps.ServiceDefaults;
using StudioOps.Standing;
using StudioOps.Tenancy;
using StudioOps.Tenants.Contracts;
using StudioOps.Tenants.Data;
using StudioOps.Tenants.Hosts;
using StudioOps.Tenants.Partners;
using StudioOps.Tenants.Plans;
using StudioOps.Tenants.Tenants;
using StudioOps.Tenants.Workspaces;

const string Service = "tenant";
var topology = new BusTopology(Service, [typeof(TenantCreated).Assembly, typeof(ProvisioningChanged).Assembly], bus =>
{
    bus.AddConsumer<WhenProvisioningChanged>();
    bus.AddConsumer<WhenTenantDeprovisioned>();
});
if (args is ["migrate"])
{
    var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
    await Migrate.RunAsync<TenantDbContext>(configuration, Service, options => new TenantDbContext(options));
    await topology.DeployAsync(configuration);
    return;
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.Services.AddValidation();
builder.AddAccessTokens();
builder.AddRedisClient();
builder.AddStanding();
builder.AddTenancy<TenantDbContext>(topology);
builder.AddServiceHttp(Service);
builder.AddNpgsqlDataSource($"{Service}-workspaces", decidesReadiness: false);
builder.Services.AddScoped<TenantLookup>();
builder.Services.AddSingleton<WorkspaceSchemas>();
if (builder.Configuration.GetValue<bool>("DevelopmentSeed:Enabled"))
{
    builder.Services.AddHostedService<DevelopmentSeed>();
}

var app = builder.Build();
app.UseServiceDefaults();
app.UseStandingGuard();
app.UseTenancy();
app.UseDelegationTrail();
app.UseIdempotency();
app.MapTenants();
app.MapPartners();
app.MapPlans();
app.MapWorkspaces();
app.MapHosts();
app.MapOperations<TenantDbContext>(Service, Permissions.TenantsRead);
app.MapServiceOpenApi();
app.Run();
