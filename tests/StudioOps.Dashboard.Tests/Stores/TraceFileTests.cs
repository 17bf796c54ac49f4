using System.Text.Json.Nodes;
using StudioOps.Dashboard.Telemetry;
using static StudioOps.Dashboard.Tests.Otlp.Protobuf;

namespace StudioOps.Dashboard.Tests.Stores;

/// <summary>Scripts read the last spans from a file.</summary>
public sealed class TraceFileTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"traces-{Guid.CreateVersion7():N}.jsonl");

    [Fact]
    public async Task A_span_becomes_a_line()
    {
        await using var dashboard = await DashboardUnderTest.StartAsync($"--Dashboard:TraceFile={_file}");
        byte[] span = Span(TraceId, SpanId, "GET /things", 1000, 2000, Message(4, Id(7, 8)), Varint(6, 2), Attribute(9, "http.response.status_code", Varint(3, 200)), Message(15, Varint(3, 2)));

        using var sent = await dashboard.SendAsync("/v1/traces", Gzip(Request("shop", span)), "gzip");
        await dashboard.UntilAsync("/api/overview", _ => File.Exists(_file) && new FileInfo(_file).Length > 0);

        var line = JsonNode.Parse(Assert.Single(await File.ReadAllLinesAsync(_file)))!;
        Assert.Equal(("0102030405060708090a0b0c0d0e0f10", "1112131415161718", "0000000700000000"), ((string?)line["traceId"], (string?)line["spanId"], (string?)line["parentSpanId"]));
        Assert.Equal(("GET /things", "server", "shop", "error"), ((string?)line["name"], (string?)line["kind"], (string?)line["service"], (string?)line["status"]));
        Assert.Equal(("1000", "2000", 200), ((string?)line["startTimeUnixNano"], (string?)line["endTimeUnixNano"], (int?)line["attributes"]!["http.response.status_code"]));
    }

    [Fact]
    public void Only_the_last_spans_are_kept()
    {
        using var traces = new TraceFile(_file, kept: 100);
        for (var number = 0; number < 250; number++)
        {
            traces.Append([new Span { Name = $"span {number}" }]);
        }

        var lines = File.ReadAllLines(_file);
        Assert.InRange(lines.Length, 90, 100);
        Assert.Contains("span 249", lines[^1], StringComparison.Ordinal);
    }

    public void Dispose() => File.Delete(_file);
}
