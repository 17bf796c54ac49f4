using StudioOps.Http;
using StudioOps.Identity;
using StudioOps.Identity.Contracts;
using StudioOps.Identity.Data;
using StudioOps.Identity.Organisations;
using StudioOps.Identity.Pages;
using StudioOps.Identity.Protocol;
using StudioOps.Identity.Roles;
using StudioOps.Identity.ServiceAccounts;
using StudioOps.Identity.Sessions;
using StudioOps.Identity.Standing;
using StudioOps.Identity.Users;
using StudioOps.Messaging;
using StudioOps.ServiceDefaults;
using StudioOps.Standing;
using StudioOps.Tenancy;
using StudioOps.Tenants.Contracts;

const string Service = "identity";
var topology = new BusTopology(Service, [typeof(TenantCreated).Assembly, typeof(Permissions).Assembly], bus => bus.AddConsumer<WhenTenantChanges>());
if (args is ["migrate"])
{
    var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
    await Migrate.RunAsync<IdentityContext>(configuration, Service, options => new IdentityContext(options));
    await topology.DeployAsync(configuration);
    return 0;
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddIdentity();            // before the token checks: identity brings its own keys and reads its own feed
builder.AddAccessTokens();
builder.AddRedisClient();
builder.AddStandingBook();
builder.AddTenancy<IdentityContext>(topology);
builder.AddServiceHttp(Service);
CallerFlags.Add(builder);

var app = builder.Build();
if (args is ["bootstrap", ..])
{
    return await Bootstrap.RunAsync(app.Services, args, Console.Out, CancellationToken.None);
}

app.UseHostGuard();
app.UseAccountPages();
app.UseServiceDefaults();
app.UseStandingGuard();
app.UseTenancy();
app.UseDelegationTrail();
app.UseIdempotency();
app.MapProtocol();
app.MapAccountPages();
app.MapUsers();
app.MapRoles();
app.MapSignInPolicies();
app.MapSessions();
app.MapServiceAccounts();
app.MapOrganisations();
app.MapStanding();
app.MapServiceOpenApi();
app.Run();
return 0;
