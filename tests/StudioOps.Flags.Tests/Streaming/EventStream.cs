using System.Text.Json;
using StudioOps.Flags.Tests.Conformance;
using StudioOps.Testing;

namespace StudioOps.Flags.Tests.Streaming;

/// <summary>One event of a stream.</summary>
internal sealed record StreamEvent(string Id, string Name, JsonElement Data)
{
    public long Revision => long.Parse(Id, System.Globalization.CultureInfo.InvariantCulture);

    public string Etag => Data.GetProperty("etag").GetString()!;
}

/// <summary>Reads a stream as an EventSource does; every event is held to the protocol's own document.</summary>
internal sealed class EventStream(HttpResponseMessage response, StreamReader reader) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    public HttpResponseMessage Response => response;

    /// <summary>What the server said about coming back, in milliseconds.</summary>
    public int? Retry { get; private set; }

    /// <summary>How often it was only said that the stream lives.</summary>
    public int Heartbeats { get; private set; }

    /// <summary>The address in a bulk answer.</summary>
    public static async Task<string> AddressAsync(HttpResponseMessage bulk)
    {
        var stream = Assert.Single((await bulk.JsonAsync()).GetProperty("eventStreams").EnumerateArray());
        Assert.Equal("sse", stream.GetProperty("type").GetString());
        Assert.False(stream.GetProperty("endpoint").TryGetProperty("origin", out _));
        return stream.GetProperty("endpoint").GetProperty("requestUri").GetString()!;
    }

    public static async Task<EventStream> OpenAsync(HttpClient caller, string address, long? lastEventId = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { { "Accept", "text/event-stream" } } };
        if (lastEventId is { } id)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        var response = await caller.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return new EventStream(response, new StreamReader(await response.Content.ReadAsStreamAsync()));
    }

    /// <summary>The next event; null when the server closed the stream.</summary>
    public async Task<StreamEvent?> NextAsync()
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await LineAsync() is { } line)
        {
            if (line.Length == 0 && fields.TryGetValue("data", out var data))
            {
                return Checked(new StreamEvent(fields["id"], fields["event"], JsonSerializer.Deserialize<JsonElement>(data)));
            }

            if (line is ":")
            {
                Heartbeats++;
                return null;
            }

            if (line.Split(": ", 2) is [var name, var value])
            {
                fields[name] = value;
                Retry = name == "retry" ? int.Parse(value, System.Globalization.CultureInfo.InvariantCulture) : Retry;
            }
        }

        return null;
    }

    /// <summary>Reads on until an event of this revision or a newer one came; all that came.</summary>
    public async Task<IReadOnlyList<StreamEvent>> UntilAsync(long revision)
    {
        var events = new List<StreamEvent>();
        while (events.LastOrDefault()?.Revision < revision || events.Count == 0)
        {
            events.Add(await NextAsync() ?? throw new InvalidOperationException($"The stream ended, or fell silent, before revision {revision}."));
        }

        return events;
    }

    /// <summary>Reads on to the end.</summary>
    public async Task EndedAsync()
    {
        while (await LineAsync() is not null)
        {
        }
    }

    public void Dispose()
    {
        reader.Dispose();
        response.Dispose();
    }

    private async Task<string?> LineAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        return await reader.ReadLineAsync(patience.Token);
    }

    private static StreamEvent Checked(StreamEvent read)
    {
        Assert.Equal("message", read.Name);
        Assert.Empty(OfrepDocument.Instance?.EventErrors(read.Data) ?? []);
        return read;
    }
}
