using System.Globalization;
using System.Net;
using System.Text.Json.Serialization;
using StudioOps.Dashboard.Access;
using StudioOps.Dashboard.Api;
using StudioOps.Dashboard.Host;
using StudioOps.Dashboard.Live;
using StudioOps.Dashboard.Otlp;
using StudioOps.Dashboard.Telemetry;

namespace StudioOps.Dashboard;

/// <summary>Puts the program together; started by Program.cs and by tests alike.</summary>
internal static class DashboardApp
{
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        var options = builder.Configuration.GetSection("Dashboard").Get<DashboardOptions>() ?? new DashboardOptions();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.Limits.RequestBytes;
            if (string.IsNullOrEmpty(builder.Configuration["urls"]))
            {
                kestrel.Listen(IPAddress.Loopback, options.Port);
            }
        });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        var services = builder.Services;
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, DashboardJson.Default);
        });
        services.AddSingleton(options).AddSingleton(options.Limits).AddSingleton(TimeProvider.System);
        services.AddSingleton<Counters>().AddSingleton<Revisions>().AddSingleton<TelemetryStore>().AddSingleton<Visitors>().AddSingleton<LocalOnly>().AddSingleton<Door>();
        services.AddSingleton<OtlpEndpoints>().AddSingleton(_ => new TraceFile(options.TraceFile));
        services.AddSingleton<IngestQueue>().AddSingleton<HostLink>();
        services.AddHostedService(provider => provider.GetRequiredService<TraceFile>());
        services.AddHostedService(provider => provider.GetRequiredService<IngestQueue>());
        services.AddHostedService(provider => provider.GetRequiredService<HostLink>());

        var app = builder.Build();
        app.Use((context, next) => app.Services.GetRequiredService<LocalOnly>().InvokeAsync(context, next));
        app.Use((context, next) => app.Services.GetRequiredService<Door>().InvokeAsync(context, next));
        WebApp.Use(app, options);
        app.UseRouting();
        OtlpEndpoints.Map(app);
        Door.Map(app);
        app.MapGet("/health", () => "ok");
        var api = app.MapGroup("/api");
        OverviewApi.Map(api);
        ResourcesApi.Map(api);
        ConsoleApi.Map(api);
        LogsApi.Map(api);
        TracesApi.Map(api);
        MetricsApi.Map(api);
        StreamApi.Map(api);
        api.MapFallback(() => Problems.Of(StatusCodes.Status404NotFound, "route.not-found", "There is nothing by this address."));
        WebApp.Map(app, options);
        return app;
    }

    /// <summary>The link people open.</summary>
    public static string LinkOf(WebApplication app)
    {
        var port = new Uri(app.Urls.First().Replace("localhost", "127.0.0.1", StringComparison.Ordinal)).Port;
        return string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/login?t={app.Services.GetRequiredService<DashboardOptions>().Token}");
    }
}
