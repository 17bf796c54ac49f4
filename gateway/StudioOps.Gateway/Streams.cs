using System.Diagnostics.Metrics;
using StudioOps.ServiceDefaults;

namespace StudioOps.Gateway;

/// <summary>How many clients hold an event stream open through this copy.</summary>
internal static class Streams
{
    private static long _open;

    // Observed, so that nobody yet is a number too: a curve would else begin with the first client.
    private static readonly ObservableUpDownCounter<long> Clients = Telemetry.Meter.CreateObservableUpDownCounter(
        "studioops.stream.clients", () => Interlocked.Read(ref _open), "{client}", "Event streams open through the gateway.");

    public static void UseStreamCount(this WebApplication app)
    {
        _ = Clients;   // made now, not with the first stream
        app.Use(async (context, next) =>
        {
            var counted = false;
            context.Response.OnStarting(() =>
            {
                if (context.Response.ContentType?.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) == true)
                {
                    counted = true;
                    Interlocked.Increment(ref _open);
                }

                return Task.CompletedTask;
            });
            try
            {
                await next(context);
            }
            finally
            {
                if (counted)
                {
                    Interlocked.Decrement(ref _open);
                }
            }
        });
    }
}
