using System.Globalization;
using System.Text.Json;
using StudioOps.Dashboard.Api;
using StudioOps.Dashboard.Host;

namespace StudioOps.Dashboard.Live;

/// <summary>A revision says: ask again. Console lines come themselves.</summary>
internal sealed record StreamEvent(string Topic, long? Revision = null, IReadOnlyList<ConsoleEntry>? Entries = null);

/// <summary>Server-sent events, at most four a second for a topic. Console lines go on where Last-Event-ID left off.</summary>
internal static class StreamApi
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/stream", StreamAsync);

    private static async Task StreamAsync(
        HttpContext context, Revisions revisions, HostLink host, TimeProvider clock, IHostApplicationLifetime lifetime, string? topics, long? after)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        var wanted = Enum.GetValues<Topic>().Where(topic => string.IsNullOrEmpty(topics) || topics.Split(',').Contains(Word(topic))).ToList();
        var told = wanted.ToDictionary(topic => topic, topic => revisions[topic]);
        var last = long.TryParse(context.Request.Headers["Last-Event-ID"], CultureInfo.InvariantCulture, out var id) ? id : after;
        try
        {
            last ??= wanted.Contains(Topic.Console) ? (await host.ConsoleAsync(null, null, 1, end.Token)).Select(entry => entry.Sequence).FirstOrDefault() : 0;
            told[Topic.Console] = -1;   // lines since then are due at once
            await context.Response.WriteAsync(": hello\n\n", end.Token);
            while (true)
            {
                var changed = revisions.Changed;
                foreach (var topic in wanted.Where(topic => told[topic] != revisions[topic]))
                {
                    told[topic] = revisions[topic];
                    last = topic == Topic.Console
                        ? await ConsoleAsync(context.Response, host, last.Value, end.Token)
                        : await RevisionAsync(context.Response, topic, told[topic], last.Value, end.Token);
                }

                await context.Response.Body.FlushAsync(end.Token);
                await Task.Delay(Pace, clock, end.Token);
                await WaitAsync(context.Response, changed, clock, end.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The page was closed, or the program ends.
        }
    }

    private static async Task WaitAsync(HttpResponse response, Task changed, TimeProvider clock, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await changed.WaitAsync(Heartbeat, clock, cancellationToken);
                return;
            }
            catch (TimeoutException)
            {
                await response.WriteAsync(": still here\n\n", cancellationToken);
                await response.Body.FlushAsync(cancellationToken);
            }
        }
    }

    private static async Task<long> RevisionAsync(HttpResponse response, Topic topic, long revision, long last, CancellationToken cancellationToken)
    {
        await WriteAsync(response, new StreamEvent(Word(topic), revision), null, cancellationToken);
        return last;
    }

    private static async Task<long> ConsoleAsync(HttpResponse response, HostLink host, long last, CancellationToken cancellationToken)
    {
        while (await host.ConsoleAsync(null, last, Page.Most, cancellationToken) is { Count: > 0 } entries)
        {
            last = entries[^1].Sequence;
            await WriteAsync(response, new StreamEvent(Word(Topic.Console), Entries: entries), last, cancellationToken);
        }

        return last;
    }

    private static Task WriteAsync(HttpResponse response, StreamEvent item, long? id, CancellationToken cancellationToken)
    {
        var data = JsonSerializer.Serialize(item, DashboardJson.Default.StreamEvent);
        return response.WriteAsync(id is null ? $"data: {data}\n\n" : string.Create(CultureInfo.InvariantCulture, $"id: {id}\ndata: {data}\n\n"), cancellationToken);
    }

    private static string Word(Topic topic) => topic.ToString().ToLowerInvariant();
}
