using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace StudioOps.ServiceDefaults;

/// <summary>Traces, metrics and logs over OTLP; off when no endpoint is configured. What is sent is listed in docs/telemetry.md.</summary>
public static class Telemetry
{
    /// <summary>On spans and log records: the tenant the work is about.</summary>
    public const string Tenant = "studioops.tenant.id";

    /// <summary>The setting that names a second collector, which is sent everything too.</summary>
    public const string CopyTo = "Telemetry:CopyTo";

    private const string EndpointKey = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>One library says what happened at each edge: the proxy's and the broker client's own spans would say it twice.</summary>
    private static readonly string[] Sources = ["Microsoft.AspNetCore", "System.Net.Http", "Npgsql", "MassTransit", "StudioOps"];

    private static readonly string[] Meters =
    [
        "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.Diagnostics", "System.Net.Http", "System.Runtime", "Npgsql", "StudioOps",
    ];

    /// <summary>Spans written by this product's own code.</summary>
    public static readonly ActivitySource Source = new("StudioOps");

    /// <summary>Instruments of this product's own code.</summary>
    public static readonly Meter Meter = new("StudioOps");

    /// <summary>While it lives, nothing done here or downstream is traced: for polls that run every second for ever.</summary>
    public static IDisposable Quiet() => new Activity("quiet") { ActivityTraceFlags = ActivityTraceFlags.None }.Start();   // never recorded, so its children are not either

    /// <summary>Says on the span at hand which tenant the work is about; log records written inside it say so too.</summary>
    public static void Concerns(Guid tenantId) => Activity.Current?.SetTag(Tenant, tenantId.ToString());

    internal static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        // ASP.NET Core writes the semantic-convention attributes itself once this is off.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);
        builder.Services.AddTransient<IStartupFilter, RequestNames>();
        var first = !string.IsNullOrEmpty(builder.Configuration[EndpointKey]);
        var copy = builder.Configuration[CopyTo] is { Length: > 0 } address ? new Uri(address) : null;
        if (!first && copy is null)
        {
            return;
        }

        builder.Services.AddSingleton(_ => Traces(builder, first, copy));
        builder.Services.AddSingleton(_ => Metrics(builder, first, copy));
        builder.Logging.AddOpenTelemetry(options =>
        {
            options.IncludeFormattedMessage = true;
            options.SetResourceBuilder(Describe(ResourceBuilder.CreateEmpty(), builder)).AddProcessor(new LogConventions());
            if (first)
            {
                options.AddOtlpExporter();
            }

            if (copy is not null)
            {
                options.AddOtlpExporter("copy", exporter => Send(exporter, copy, "v1/logs"));
            }
        });
        builder.Services.AddHostedService<TelemetryLifetime>();
    }

    private static TracerProvider Traces(IHostApplicationBuilder builder, bool first, Uri? copy)
    {
        var traces = Sdk.CreateTracerProviderBuilder()
            .ConfigureResource(resource => Describe(resource.Clear(), builder))
            .SetSampler(new ParentBasedSampler(Root(builder.Configuration)))
            .AddSource(Sources)
            .AddProcessor(new SpanConventions());
        traces = first ? traces.AddOtlpExporter() : traces;
        return (copy is null ? traces : traces.AddOtlpExporter("copy", exporter => Send(exporter, copy, "v1/traces"))).Build();
    }

    private static MeterProvider Metrics(IHostApplicationBuilder builder, bool first, Uri? copy)
    {
        var metrics = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(resource => Describe(resource.Clear(), builder))
            .AddMeter(Meters);
        metrics = first ? metrics.AddOtlpExporter() : metrics;
        return (copy is null ? metrics : metrics.AddOtlpExporter("copy", exporter => Send(exporter, copy, "v1/metrics"))).Build();
    }

    // Headers are the first collector's: its key is none of the second's business.
    private static void Send(OtlpExporterOptions exporter, Uri collector, string signal) =>
        (exporter.Protocol, exporter.Endpoint, exporter.Headers) = (OtlpExportProtocol.HttpProtobuf, new Uri(collector, signal), null);

    /// <summary>What is decided where a trace begins; further in, everybody follows. A poll counts as a parent that decided against.</summary>
    private static Sampler Root(IConfiguration configuration) => configuration["OTEL_TRACES_SAMPLER"] switch
    {
        "always_off" or "parentbased_always_off" => new AlwaysOffSampler(),
        "traceidratio" or "parentbased_traceidratio" => new TraceIdRatioBasedSampler(configuration.GetValue("OTEL_TRACES_SAMPLER_ARG", 1d)),
        _ => new AlwaysOnSampler(),
    };

    // What the environment says comes last: it overrides.
    private static ResourceBuilder Describe(ResourceBuilder resource, IHostApplicationBuilder builder) => resource
        .AddService(builder.Environment.ApplicationName, serviceVersion: Version, serviceInstanceId: Instance)
        .AddAttributes([new("deployment.environment.name", builder.Environment.EnvironmentName.ToLowerInvariant())])
        .AddTelemetrySdk()
        .AddEnvironmentVariableDetector();

    private static readonly string Instance = Guid.CreateVersion7().ToString();

    private static readonly string Version = (Assembly.GetEntryAssembly() ?? typeof(Telemetry).Assembly)
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    /// <summary>Builds the providers at start and flushes them at stop.</summary>
    private sealed class TelemetryLifetime(TracerProvider traces, MeterProvider metrics) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            traces.ForceFlush(2000);
            metrics.ForceFlush(2000);
            return Task.CompletedTask;
        }
    }
}
