using Microsoft.Extensions.Options;
using StudioOps.Admin.Audit;
using StudioOps.Admin.Data;
using StudioOps.Admin.DeadLetters;
using StudioOps.Admin.Infrastructure;
using StudioOps.Admin.Page;
using StudioOps.Admin.Status;
using StudioOps.Admin.Tenants;
using StudioOps.Http;
using StudioOps.ServiceDefaults;
using StudioOps.Standing;
using StudioOps.Tenancy;
using StudioOps.Tenants.Contracts;

switch (args)
{
    case ["migrate"]:
        await AdminMigration.RunAsync(new ConfigurationBuilder().AddEnvironmentVariables().Build());
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
builder.AddTenancy<AdminDbContext>(AdminDbContext.Service, [typeof(TenantCreated).Assembly], bus =>
{
    bus.AddConsumer<WhenAuditRecorded>();
    bus.AddConsumer<WhenTenantChanges>();
});
builder.AddServiceHttp(AdminDbContext.Service);
builder.Services.AddOptions<AuditOptions>().BindConfiguration("Audit").ValidateOnStart();
builder.Services.AddSingleton<IPostConfigureOptions<AuditOptions>, AuditOptionsDefaults>();
builder.Services.AddSingleton<IValidateOptions<AuditOptions>, AuditOptionsCheck>();
builder.Services.AddSingleton<HeadsFile>();
builder.Services.AddSingleton<HeadSealer>();
builder.Services.AddSingleton<ChainWriter>();
builder.Services.AddScoped<AuditReader>();
builder.Services.AddHostedService<HourlySeal>();
builder.Services.AddHostedService<ChainAppender>();
builder.AddDeadLetters();
builder.AddInfrastructure();

var app = builder.Build();
app.UseServedPage();
app.UseServiceDefaults();
app.UseStandingGuard();
app.UseTenancy();
app.UseIdempotency();
app.MapAudit();
app.MapStatus();
app.MapInfrastructure();
app.MapDeadLetters();
app.MapServiceOpenApi();
app.Run();
return 0;
