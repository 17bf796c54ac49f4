using Microsoft.AspNetCore.Cors.Infrastructure;

namespace StudioOps.Gateway;

/// <summary>Origins beyond our own hosts that may call the APIs from a browser, with a token of their own.</summary>
internal sealed record CrossOriginOptions
{
    public IReadOnlyList<string> Origins { get; init; } = [];
}

/// <summary>CORS for the APIs. Cookies never cross: a browser session is used from its own origin only.</summary>
internal static class CrossOrigin
{
    public static void AddCrossOrigin(this IHostApplicationBuilder builder)
    {
        var allowed = new HashSet<string>(builder.Configuration.GetSection("Cors").Get<CrossOriginOptions>()?.Origins ?? [], StringComparer.Ordinal);
        builder.Services.AddCors();
        builder.Services.AddOptions<CorsOptions>().Configure<HostDirectory>((options, hosts) => options.AddDefaultPolicy(policy => policy
            .SetIsOriginAllowed(origin => allowed.Contains(origin) || hosts.IsOurs(origin))
            .WithMethods("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
            .WithHeaders("Authorization", "Content-Type", "If-Match", "If-None-Match", "Idempotency-Key", "Last-Event-ID", HeaderHygiene.CorrelationId, "traceparent", "tracestate")
            .WithExposedHeaders("ETag", "Location", "Retry-After", "RateLimit", "RateLimit-Policy", HeaderHygiene.CorrelationId)
            .SetPreflightMaxAge(TimeSpan.FromMinutes(10))));
    }

    public static void UseCrossOrigin(this WebApplication app) =>
        app.UseWhen(context => Surface.IsApi(context.Request.Path), branch => branch.UseCors());
}

internal static class Surface
{
    /// <summary>What programs call, and what limits, CORS and browser sessions are about.</summary>
    public static bool IsApi(PathString path) => path.StartsWithSegments("/api") || path.StartsWithSegments("/ofrep");

    /// <summary>A stream whose address says who it is: neither a token nor a browser session has a say in it.</summary>
    public static bool HasTicket(HttpRequest request) => HttpMethods.IsGet(request.Method) && request.Path == "/ofrep/v1/stream";
}
