using System.IO.Compression;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace StudioOps.Hosting.Orchestration.Telemetry;

/// <summary>An OTLP over HTTP endpoint on loopback: spans are kept, logs and metrics are accepted and dropped.</summary>
internal sealed class TelemetryReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TelemetryReceiver(WebApplication app) => _app = app;

    public static async Task<TelemetryReceiver> StartAsync(int port, TraceFile traces, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        var app = builder.Build();
        app.Run(context => ReceiveAsync(context, traces));
        await app.StartAsync(cancellationToken);
        return new TelemetryReceiver(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task ReceiveAsync(HttpContext context, TraceFile traces)
    {
        if (context.Request.Path == "/v1/traces")
        {
            try
            {
                traces.Append(TraceRequestReader.Read(await BodyAsync(context.Request)));
            }
            catch (InvalidDataException)
            {
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                return;
            }
        }
        else if (context.Request.Path != "/v1/logs" && context.Request.Path != "/v1/metrics")
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        // An empty message is a complete Export…ServiceResponse.
        context.Response.ContentType = "application/x-protobuf";
    }

    private static async Task<byte[]> BodyAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await using var content = request.Headers.ContentEncoding == "gzip" ? new GZipStream(request.Body, CompressionMode.Decompress) : request.Body;
        await content.CopyToAsync(body, request.HttpContext.RequestAborted);
        return body.ToArray();
    }
}
