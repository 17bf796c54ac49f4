using System.Security.Cryptography;
using System.Text;
using StudioOps.Dashboard.Telemetry;

namespace StudioOps.Dashboard.Otlp;

/// <summary>OTLP over HTTP as the 1.x specification says; protobuf and JSON.</summary>
internal sealed class OtlpEndpoints(DashboardOptions options, IngestQueue queue, Counters counters)
{
    public const string ApiKeyHeader = "x-otlp-api-key";
    private readonly BodyReader _bodies = new(options.Limits.RequestBytes);
    private int _reading;

    private delegate Batch RequestReader(ReadOnlySpan<byte> request);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var otlp = routes.ServiceProvider.GetRequiredService<OtlpEndpoints>();
        routes.MapPost("/v1/traces", context => otlp.ReceiveAsync(context, Signal.Traces, TraceReader.Read));
        routes.MapPost("/v1/logs", context => otlp.ReceiveAsync(context, Signal.Logs, LogReader.Read));
        routes.MapPost("/v1/metrics", context => otlp.ReceiveAsync(context, Signal.Metrics, MetricReader.Read));
    }

    private async Task ReceiveAsync(HttpContext context, Signal signal, RequestReader read)
    {
        var answer = new OtlpAnswer(context);
        var reading = Interlocked.Increment(ref _reading);
        try
        {
            if (!IsAllowed(context.Request))
            {
                await RefuseAsync(StatusCodes.Status401Unauthorized, $"The header {ApiKeyHeader} does not hold the key.");
            }
            else if (!answer.IsKnownType)
            {
                await RefuseAsync(StatusCodes.Status415UnsupportedMediaType, "Send application/x-protobuf or application/json.");
            }
            else if (reading > options.Limits.Requests)
            {
                context.Response.Headers.RetryAfter = "1";
                await RefuseAsync(StatusCodes.Status503ServiceUnavailable, "Too many requests at once.");
            }
            else
            {
                using var body = await _bodies.ReadAsync(context);
                var batch = answer.IsJson ? read(JsonTranscoder.ToProtobuf(body.Memory, signal)) : read(body.Memory.Span);
                await AcceptAsync(answer, batch);
            }
        }
        catch (InvalidDataException malformed)
        {
            await RefuseAsync(StatusCodes.Status400BadRequest, malformed.Message);
        }
        catch (BadHttpRequestException refused)
        {
            await RefuseAsync(refused.StatusCode, refused.Message);
        }
        finally
        {
            Interlocked.Decrement(ref _reading);
        }

        Task RefuseAsync(int status, string why)
        {
            counters.Refuse(signal);
            return answer.RefuseAsync(status, why);
        }
    }

    private Task AcceptAsync(OtlpAnswer answer, Batch batch)
    {
        counters.Drop(batch.Signal, batch.Rejected);
        return queue.TryAdd(batch)
            ? answer.AcceptAsync(batch.Signal, batch.Rejected, batch.Why)
            : answer.AcceptAsync(batch.Signal, batch.Rejected + batch.Count, "too much at once; these were dropped");
    }

    private bool IsAllowed(HttpRequest request) => string.IsNullOrEmpty(options.OtlpApiKey)
        || CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(request.Headers[ApiKeyHeader].ToString()), Encoding.UTF8.GetBytes(options.OtlpApiKey));
}
