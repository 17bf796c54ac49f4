using StudioOps.Dashboard;

var app = DashboardApp.Build(args);
await app.StartAsync();

// A host prints the link itself; alone, nobody else would.
if (string.IsNullOrEmpty(app.Services.GetRequiredService<DashboardOptions>().Host))
{
    Console.WriteLine($"Dashboard  {DashboardApp.LinkOf(app)}");
    Console.WriteLine($"OTLP/HTTP  {new Uri(DashboardApp.LinkOf(app)).GetLeftPart(UriPartial.Authority)}");
}

await app.WaitForShutdownAsync();
