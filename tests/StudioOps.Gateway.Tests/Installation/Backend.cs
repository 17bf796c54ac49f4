using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Http.Features;

namespace StudioOps.Gateway.Tests.Installation;

/// <summary>A small real server in a service's place: says what reached it, and answers with the status asked for in <c>?status=</c>.</summary>
public sealed class Backend : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Backend(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single();

    /// <summary>Raw targets that reached it.</summary>
    public ConcurrentQueue<string> Targets { get; } = new();

    public static async Task<Backend> StartAsync(string name, Action<WebApplication>? map = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var backend = new Backend(app);
        map?.Invoke(app);
        app.Map("/{**rest}", (HttpContext context) => backend.Echo(context, name));
        await app.StartAsync();
        return backend;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private async Task Echo(HttpContext context, string name)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        Targets.Enqueue(target);
        if (context.Request.Query["status"] is [{ } status])
        {
            context.Response.StatusCode = int.Parse(status, System.Globalization.CultureInfo.InvariantCulture);
        }

        if (context.Request.Query["csp"] is [{ } policy])
        {
            context.Response.Headers.ContentSecurityPolicy = policy;
        }

        context.Response.Headers.ETag = "\"7\"";
        context.Response.Headers[HeaderHygiene.CorrelationId] = "from-the-service";
        await context.Response.WriteAsJsonAsync(new
        {
            Service = name,
            context.Request.Method,
            Target = target,
            Headers = context.Request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString()),
        });
    }
}
