using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using StudioOps.Hosting.Orchestration.Telemetry;
using StudioOps.Hosting.Processes;

namespace StudioOps.Hosting.Tests.Telemetry;

public sealed class TelemetryTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"traces-{Guid.CreateVersion7():N}.jsonl");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_exported_span_becomes_a_line(bool compressed)
    {
        var port = Ports.Free();
        await using var receiver = await TelemetryReceiver.StartAsync(port, new TraceFile(_file), CancellationToken.None);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        using var content = new ByteArrayContent(compressed ? Gzip(Request()) : Request());
        if (compressed)
        {
            content.Headers.ContentEncoding.Add("gzip");
        }

        Assert.Equal(HttpStatusCode.OK, (await http.PostAsync(new Uri("/v1/traces", UriKind.Relative), content)).StatusCode);
        var span = JsonNode.Parse(Assert.Single(await File.ReadAllLinesAsync(_file)))!;
        Assert.Equal("0102030405060708090a0b0c0d0e0f10", (string?)span["traceId"]);
        Assert.Equal("1112131415161718", (string?)span["spanId"]);
        Assert.Equal("2122232425262728", (string?)span["parentSpanId"]);
        Assert.Equal(("GET /things", "server", "shop", "error"), ((string?)span["name"], (string?)span["kind"], (string?)span["service"], (string?)span["status"]));
        Assert.Equal(("1000", "2000"), ((string?)span["startTimeUnixNano"], (string?)span["endTimeUnixNano"]));
        Assert.Equal(200, (long?)span["attributes"]!["http.response.status_code"]);
    }

    [Fact]
    public async Task Logs_and_metrics_are_taken_and_dropped_and_garbage_is_refused()
    {
        var port = Ports.Free();
        await using var receiver = await TelemetryReceiver.StartAsync(port, new TraceFile(_file), CancellationToken.None);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        async Task<HttpStatusCode> Post(string path, byte[] body)
        {
            using var content = new ByteArrayContent(body);
            return (await http.PostAsync(new Uri(path, UriKind.Relative), content)).StatusCode;
        }

        Assert.Equal(HttpStatusCode.OK, await Post("/v1/logs", [1, 2, 3]));
        Assert.Equal(HttpStatusCode.OK, await Post("/v1/metrics", []));
        Assert.Equal(HttpStatusCode.BadRequest, await Post("/v1/traces", [0x0A, 0xFF, 0xFF]));
        Assert.Equal(HttpStatusCode.NotFound, await Post("/elsewhere", []));
        Assert.False(File.Exists(_file));
    }

    [Fact]
    public void Only_the_last_spans_are_kept()
    {
        var traces = new TraceFile(_file, kept: 100);
        for (var number = 0; number < 250; number++)
        {
            traces.Append([new SpanRecord { Name = $"span {number}" }]);
        }

        var lines = File.ReadAllLines(_file);
        Assert.InRange(lines.Length, 90, 100);
        Assert.Contains("span 249", lines[^1], StringComparison.Ordinal);
    }

    public void Dispose() => File.Delete(_file);

    private static byte[] Request()
    {
        byte[] resource = Message(1, Message(1, Attribute("service.name", Message(1, "shop"u8.ToArray()))));
        byte[] span =
        [
            .. Message(1, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]),
            .. Message(2, [0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18]),
            .. Message(4, [0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27, 0x28]),
            .. Message(5, "GET /things"u8.ToArray()),
            0x30, 2,
            0x39, .. BitConverter.GetBytes(1000UL),
            0x41, .. BitConverter.GetBytes(2000UL),
            .. Message(9, Attribute("http.response.status_code", [0x18, 0xC8, 0x01])),
            .. Message(15, [0x18, 2]),
            0x85, 0x08, 1, 0, 0, 0,   // flags, a field this reader skips
        ];
        return Message(1, [.. resource, .. Message(2, Message(2, span))]);
    }

    private static byte[] Attribute(string key, byte[] value) => [.. Message(1, Encoding.UTF8.GetBytes(key)), .. Message(2, value)];

    private static byte[] Message(int field, byte[] content) => content.Length < 128
        ? [(byte)((field << 3) | 2), (byte)content.Length, .. content]
        : [(byte)((field << 3) | 2), (byte)(content.Length | 0x80), (byte)(content.Length >> 7), .. content];

    private static byte[] Gzip(byte[] content)
    {
        using var compressed = new MemoryStream();
        using (var zip = new GZipStream(compressed, CompressionMode.Compress))
        {
            zip.Write(content);
        }

        return compressed.ToArray();
    }
}
