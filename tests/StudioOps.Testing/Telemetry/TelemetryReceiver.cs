using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace StudioOps.Testing.Telemetry;

/// <summary>An OTLP/HTTP collector on loopback that keeps everything it is sent, as it was sent.</summary>
public sealed class TelemetryReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(string Signal, byte[] Body)> _requests = [];
    private readonly ConcurrentQueue<ReceivedSpan> _spans = [];
    private readonly ConcurrentQueue<ReceivedLog> _logs = [];

    private TelemetryReceiver()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = null;
        });
        _app = builder.Build();
        _app.Run(ReceiveAsync);
    }

    /// <summary>What to give an exporter as its endpoint.</summary>
    public Uri Endpoint => new(_app.Urls.Single());

    /// <summary>All spans, in the order they came.</summary>
    public IReadOnlyList<ReceivedSpan> Spans => [.. _spans];

    /// <summary>All log records, in the order they came.</summary>
    public IReadOnlyList<ReceivedLog> Logs => [.. _logs];

    /// <summary>Every export of every instrument. Read when asked for: there are many, and few tests ask.</summary>
    public IReadOnlyList<ReceivedMetric> Metrics => [.. _requests.Where(request => request.Signal == "/v1/metrics").SelectMany(request => OtlpReader.Metrics(request.Body))];

    /// <summary>Which of these texts was sent anywhere, in a name, a value or between them: every byte of every request is searched.</summary>
    public IReadOnlyList<string> Find(IEnumerable<string> texts)
    {
        var bodies = _requests.Select(request => request.Body).ToList();
        return [.. texts.Where(text => Encoding.UTF8.GetBytes(text) is var sought && bodies.Exists(body => body.AsSpan().IndexOf(sought) >= 0))];
    }

    public static async Task<TelemetryReceiver> StartAsync()
    {
        var receiver = new TelemetryReceiver();
        await receiver._app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await using var content = context.Request.Headers.ContentEncoding == "gzip" ? new GZipStream(context.Request.Body, CompressionMode.Decompress) : context.Request.Body;
        await content.CopyToAsync(body, context.RequestAborted);
        var (signal, bytes) = (context.Request.Path.Value ?? "", body.ToArray());
        foreach (var span in signal == "/v1/traces" ? OtlpReader.Spans(bytes) : [])
        {
            _spans.Enqueue(span);
        }

        foreach (var log in signal == "/v1/logs" ? OtlpReader.Logs(bytes) : [])
        {
            _logs.Enqueue(log);
        }

        _requests.Enqueue((signal, bytes));

        // An empty message is a complete Export…ServiceResponse.
        context.Response.ContentType = "application/x-protobuf";
    }
}
