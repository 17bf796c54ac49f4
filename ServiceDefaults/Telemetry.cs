using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace StudioOps.ServiceDefaults;

/// <summary>Traces, metrics and logs over OTLP; off when no endpoint is configured.</summary>
public static class Telemetry
{
    private const string EndpointKey = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Spans written by this product's own code.</summary>
    public static readonly ActivitySource Source = new("StudioOps");

    /// <summary>Instruments of this product's own code.</summary>
    public static readonly Meter Meter = new("StudioOps");

    /// <summary>While it lives, nothing done here or downstream is traced: for polls that run every second for ever.</summary>
    public static IDisposable Quiet() => new Activity("quiet").Start();   // never recorded, so its children are not either

    internal static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        // ASP.NET Core writes the semantic-convention attributes itself once this is off.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);
        builder.Services.AddTransient<IStartupFilter, RequestNames>();
        if (string.IsNullOrEmpty(builder.Configuration[EndpointKey]))
        {
            return;
        }

        builder.Services.AddSingleton(_ => Sdk.CreateTracerProviderBuilder()
            .ConfigureResource(Describe)
            .AddSource("Microsoft.AspNetCore", "System.Net.Http", "Npgsql", "MassTransit", "Yarp.ReverseProxy", "RabbitMQ.Client.*", "StudioOps")
            .AddProcessor(new WithoutNoise())
            .AddProcessor(new WithoutTrailingBlanks())
            .AddOtlpExporter()
            .Build());
        builder.Services.AddSingleton(_ => Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(Describe)
            .AddMeter("Microsoft.AspNetCore.*", "System.Net.Http", "System.Runtime", "Npgsql", "MassTransit", "StudioOps")
            .AddOtlpExporter()
            .Build());
        builder.Logging.AddOpenTelemetry(options =>
        {
            options.IncludeFormattedMessage = true;
            options.SetResourceBuilder(ResourceBuilder.CreateDefault().AddTelemetrySdk().AddEnvironmentVariableDetector()).AddOtlpExporter();
        });
        builder.Services.AddHostedService<TelemetryLifetime>();
    }

    private static void Describe(ResourceBuilder resource) => resource.AddTelemetrySdk().AddEnvironmentVariableDetector();

    /// <summary>Probes and polls, every second and for ever, would drown the traces people read.</summary>
    private sealed class WithoutNoise : BaseProcessor<Activity>
    {
        public override void OnEnd(Activity data)
        {
            var probe = data.GetTagItem("url.path") is string path && path.StartsWith("/health/", StringComparison.Ordinal);
            var poll = data.Source.Name == "Npgsql" && data.ParentSpanId == default;
            if (probe || poll)
            {
                data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            }
        }
    }

    /// <summary>Messaging libraries put the place behind the verb even when there is none to name.</summary>
    private sealed class WithoutTrailingBlanks : BaseProcessor<Activity>
    {
        public override void OnEnd(Activity data)
        {
            if (data.DisplayName.EndsWith(' '))
            {
                data.DisplayName = data.DisplayName.TrimEnd();
            }
        }
    }

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
