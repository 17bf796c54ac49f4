using StudioOps.Admin.Audit;
using StudioOps.Admin.Data;
using StudioOps.Admin.DeadLetters;
using StudioOps.Admin.Infrastructure;
using StudioOps.Admin.Page;
using StudioOps.Admin.Status;
using StudioOps.Admin.Tenants;
using StudioOps.Http;
using StudioOps.Messaging;
using StudioOps.ServiceDefaults;
using StudioOps.Standing;
using StudioOps.Tenancy;
using StudioOps.Tenants.Contracts;

var topology = new BusTopology(AdminDbContext.Service, [typeof(TenantCreated).Assembly], bus =>
{
    bus.AddConsumer<WhenAuditRecorded>();
    bus.AddConsumer<WhenTenantChanges>();
}) { WatchesParked = true };
switch (args)
{
    case ["migrate"]:
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        await AdminMigration.RunAsync(configuration);
        await topology.DeployAsync(configuration);
        return 0;
    case ["verify-audit", ..]:
        return await VerifyExport.RunAsync(args[1..], Console.Out);
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.Services.AddValidation();
builder.AddAccessTokens();
builder.AddRedisClient();
builder.AddStanding();
builder.AddTenancy<AdminDbContext>(topology);
builder.AddServiceHttp(AdminDbContext.Service);
builder.AddAudit();
builder.AddDeadLetters();
builder.AddInfrastructure();
builder.Services.AddSingleton<PageTelemetry>();

var app = builder.Build();
app.UseServedPage();
app.UseServiceDefaults();
app.UseStandingGuard();
app.UseTenancy();
app.UseDelegationTrail();
app.UseIdempotency();
app.MapAudit();
app.MapStatus();
app.MapPageTimings();
app.MapInfrastructure();
app.MapDeadLetters();
app.MapServiceOpenApi();
app.Run();
return 0;
