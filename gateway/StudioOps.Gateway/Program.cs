using StudioOps.Gateway;
using StudioOps.Gateway.Bff;
using StudioOps.Gateway.Reference;
using StudioOps.Gateway.Routing;
using StudioOps.ServiceDefaults;
using StudioOps.Standing;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddAccessTokens();
builder.AddRedisClient();
builder.AddStanding();
builder.AddTrustedProxies();
builder.AddHosts();
builder.AddCrossOrigin();
builder.AddRateLimits();
builder.AddKeyRing();
builder.AddBrowserSessions();
builder.AddRoutes();

var app = builder.Build();
app.UseExceptionHandler();   // what fails before the defaults run is a problem document too
app.UseStreamCount();
app.UseSecurityHeaders();
app.UseTrustedProxies();
app.UseHeaderHygiene();
app.UseClosedDoors();
app.UseHosts();
app.UseCrossOrigin();
app.UseBrowserSessions();
app.UseRateLimits();
app.UseServiceDefaults();
app.UseStandingGuard();
app.MapBrowserSessions();
app.MapReference();
app.MapRoutes();
app.Run();
