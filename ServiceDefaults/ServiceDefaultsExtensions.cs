using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace StudioOps.ServiceDefaults;

/// <summary>What every service starts with: telemetry, health, problems, strict JSON, a clock.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>The largest request body an endpoint accepts unless it says otherwise, in bytes.</summary>
    public const long MaxRequestBodySize = 1024 * 1024;

    /// <summary>Adds the defaults. Call first in <c>Program.cs</c>.</summary>
    public static IHostApplicationBuilder AddServiceDefaults(this IHostApplicationBuilder builder)
    {
        builder.AddTelemetry();
        // Frameworks speak up when something is wrong; what happened is ours to say.
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("System", LogLevel.Warning).AddFilter("MassTransit", LogLevel.Warning)
            .AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information).AddFilter("StudioOps.ServiceDefaults.AccessTokenHandler", LogLevel.Warning)
            // Asked every second, it would repeat itself every second; whoever asks tells changes.
            .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddServiceHealth();
        builder.Services.AddProblemDefaults();
        builder.Services.Configure<KestrelServerOptions>(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = MaxRequestBodySize;
        });
        builder.Services.ConfigureHttpJsonOptions(options =>
        {
            // An int is an int: without this every number in the OpenAPI document becomes integer-or-string.
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            // A misspelt field is an error the caller wants to hear about, not a silent default.
            options.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            options.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        });
        return builder;
    }

    /// <summary>Problem bodies, authentication and authorization in the order that makes 401 and 403 carry a body.</summary>
    public static WebApplication UseServiceDefaults(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapServiceHealth();
        return app;
    }
}
