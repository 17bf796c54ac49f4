using StudioOps.Flags;
using StudioOps.Flags.Approvals;
using StudioOps.Flags.Changes;
using StudioOps.Flags.Contracts;
using StudioOps.Flags.Data;
using StudioOps.Flags.Evaluation;
using StudioOps.Flags.Overrides;
using StudioOps.Flags.Streaming;
using StudioOps.Flags.Tenants;
using StudioOps.Http;
using StudioOps.Messaging;
using StudioOps.ServiceDefaults;
using StudioOps.Standing;
using StudioOps.Tenancy;
using StudioOps.Tenants.Contracts;

const string Service = "flag-evaluation";
var topology = new BusTopology(Service, [typeof(TenantCreated).Assembly, typeof(FlagDefined).Assembly], bus => { bus.AddConsumer<WhenTenantChanges>(); bus.AddConsumer<WhenPartnerChanges>(); });
if (args is ["migrate"])
{
    var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
    await Migrate.RunAsync<FlagDbContext>(configuration, Service, options => new FlagDbContext(options));
    await topology.DeployAsync(configuration);
    return;
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddAccessTokens();
builder.AddRedisClient();
builder.AddStanding();
builder.AddTenancy<FlagDbContext>(topology, databaseDecidesReadiness: false);   // answers go on from the last snapshot
builder.AddServiceHttp(Service);
builder.AddSnapshots();
builder.AddDefinitions();
builder.AddStreams();
builder.Services.AddChangeSets();
builder.Services.ConfigureDbContext<FlagDbContext>((services, options) => options.AddInterceptors(services.GetRequiredService<AnnounceOnCommit>()));
builder.Services.AddValidation();

var app = builder.Build();
app.UseServiceDefaults();
app.UseStandingGuard();
app.UseTenancy();
app.UseDelegationTrail();
app.UseIdempotency();
app.UseHeldChanges();
app.MapDefinitions();
app.MapOverrides();
app.MapChangeSets();
app.MapAnswers();
app.MapStreaming();
app.MapFlagDefaults();
app.MapServiceOpenApi();
app.Run();
