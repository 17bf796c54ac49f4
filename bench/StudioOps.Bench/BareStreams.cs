using System.Collections.Concurrent;
using System.Threading.Channels;

namespace StudioOps.Bench;

/// <summary>The reference: the framework alone writes one line to everyone who listens.</summary>
internal static class BareStreams
{
    public static void Map(WebApplication app)
    {
        var open = new ConcurrentDictionary<Channel<string>, bool>();
        app.MapGet("/stream", async (HttpContext http) =>
        {
            var lines = Channel.CreateUnbounded<string>();
            open[lines] = true;
            http.Response.ContentType = "text/event-stream";
            await http.Response.WriteAsync("id: 0\n\n");
            await http.Response.Body.FlushAsync();
            try
            {
                await foreach (var line in lines.Reader.ReadAllAsync(http.RequestAborted))
                {
                    await http.Response.WriteAsync(line);
                    await http.Response.Body.FlushAsync();
                }
            }
            catch (OperationCanceledException)
            {
                open.TryRemove(lines, out _);
            }
        });
        app.MapPost("/tell/{revision}", (long revision) =>
        {
            foreach (var lines in open.Keys)
            {
                lines.Writer.TryWrite($"id: {revision}\n\n");
            }
        });
    }
}
