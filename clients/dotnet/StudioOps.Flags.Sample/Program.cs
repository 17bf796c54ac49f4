using StudioOps.Flags.Client;
using StudioOps.Flags.Sample;

// A customer's service in a few lines: one endpoint behind a flag, one that shows more when flags are on.
var builder = WebApplication.CreateBuilder(args);
builder.Services.AddStudioOpsFlags();

var app = builder.Build();
app.MapGet("/calendar", () => TypedResults.Ok(new { lessons = 3 })).RequireFeature(FeatureFlags.CalendarSync);
app.MapGet("/", (HttpContext http, FlagClient flags) =>
{
    var mine = http.Flags();
    return TypedResults.Ok(new
    {
        messages = mine.IsEnabled(FeatureFlags.MessagingEnabled),
        agents = mine.IsEnabled(FeatureFlags.AiAgentsEnabled),
        revision = mine.Revision,
        state = flags.State.ToString(),
    });
});
app.Run();
