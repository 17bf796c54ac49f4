using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using static StudioOps.Dashboard.Tests.Otlp.Protobuf;

namespace StudioOps.Dashboard.Tests.Otlp;

/// <summary>What no sound exporter sends is refused with the status the protocol says, counted, and harms nobody.</summary>
public sealed class RefusalTests
{
    private static readonly byte[] Sound = Request(
        "shop", Span(TraceId, SpanId, "GET /things", 1_000, 2_000, Attribute(9, "list", Message(5, Message(1, Text(1, "a")))), Message(11, Text(2, "event")), Message(15, Varint(3, 2))));

    [Fact]
    public async Task A_request_cut_anywhere_is_taken_or_refused_and_never_breaks_the_receiver()
    {
        await using var dashboard = await DashboardUnderTest.StartAsync();
        var answers = new List<HttpStatusCode>();
        for (var length = 0; length <= Sound.Length; length++)
        {
            using var answer = await dashboard.SendAsync("/v1/traces", Sound[..length]);
            answers.Add(answer.StatusCode);
        }

        Assert.All(answers, answer => Assert.True(answer is HttpStatusCode.OK or HttpStatusCode.BadRequest, answer.ToString()));
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK], [answers[0], answers[^1]]);
        Assert.Equal(answers.Count - 2, answers.Count(answer => answer == HttpStatusCode.BadRequest));
        Assert.Equal(answers.Count - 2, (int?)(await dashboard.ReadAsync("/api/overview"))["counts"]!["refused"]!["traces"]);
    }

    [Fact]
    public async Task A_request_with_any_byte_changed_is_answered()
    {
        await using var dashboard = await DashboardUnderTest.StartAsync();
        var random = new Random(7);
        foreach (var path in (string[])["/v1/traces", "/v1/logs", "/v1/metrics"])
        {
            for (var position = 0; position < Sound.Length; position++)
            {
                var changed = (byte[])Sound.Clone();
                changed[position] = (byte)random.Next(256);
                using var answer = await dashboard.SendAsync(path, changed);
                Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest, $"{path} at {position}: {answer.StatusCode}");
            }
        }

        // Whatever of it was kept, what is sound is kept afterwards.
        using var sound = await dashboard.SendAsync("/v1/traces", Request("mill", Span(Id(77, 16), Id(77, 8), "after all that", 1, 2)));
        await dashboard.UntilAsync("/api/traces?resource=mill&text=after all that", page => (int?)page["total"] == 1);
        foreach (var path in (string[])["/api/traces", "/api/logs", "/api/metrics", "/api/resources"])
        {
            Assert.NotNull(await dashboard.ReadAsync(path));
        }
    }

    [Theory]
    [InlineData(null, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData("gzip", HttpStatusCode.RequestEntityTooLarge)]
    public async Task What_is_too_large_before_or_after_decompression_is_refused(string? encoding, HttpStatusCode expected)
    {
        await using var dashboard = await DashboardUnderTest.StartAsync("--Dashboard:Limits:RequestBytes=100000");
        var large = Request("shop", Log(1, 9, new string('x', encoding is null ? 200_000 : 50_000_000)));

        using var answer = await dashboard.SendAsync("/v1/logs", encoding is null ? large : Gzip(large), encoding);

        Assert.Equal(expected, answer.StatusCode);
        await RefusedAsync(dashboard, "logs", 1);
    }

    [Theory]
    [InlineData("gzip", "application/x-protobuf", HttpStatusCode.BadRequest)]
    [InlineData("br", "application/x-protobuf", HttpStatusCode.UnsupportedMediaType)]
    [InlineData(null, "text/plain", HttpStatusCode.UnsupportedMediaType)]
    [InlineData(null, "application/json", HttpStatusCode.BadRequest)]
    public async Task Another_encoding_or_type_than_was_said_is_refused(string? encoding, string type, HttpStatusCode expected)
    {
        await using var dashboard = await DashboardUnderTest.StartAsync();

        using var answer = await dashboard.SendAsync("/v1/metrics", Sound, encoding, type);

        Assert.Equal(expected, answer.StatusCode);
        await RefusedAsync(dashboard, "metrics", 1);
    }

    [Fact]
    public async Task Values_nested_without_end_are_refused_in_both_encodings()
    {
        await using var dashboard = await DashboardUnderTest.StartAsync();
        var value = Text(1, "deep");
        for (var depth = 0; depth < 5_000; depth++)
        {
            value = Message(5, Message(1, value));
        }

        var json = $$"""{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{{string.Concat(Enumerable.Repeat("""{"arrayValue":{"values":[""", 5_000))}}""";
        using var binary = await dashboard.SendAsync("/v1/logs", Request("shop", (byte[])[.. Fixed(1, 1), .. Message(5, value)]));
        using var text = await dashboard.SendAsync("/v1/logs", Encoding.UTF8.GetBytes(json), type: "application/json");

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (binary.StatusCode, text.StatusCode));
    }

    [Fact]
    public async Task A_refusal_is_a_status_in_the_senders_encoding()
    {
        await using var dashboard = await DashboardUnderTest.StartAsync();

        using var binary = await dashboard.SendAsync("/v1/traces", [0x0A, 0xFF, 0xFF]);
        using var text = await dashboard.SendAsync("/v1/traces", "[1]"u8.ToArray(), type: "application/json");

        // google.rpc.Status: message is field 2.
        var status = await binary.Content.ReadAsByteArrayAsync();
        Assert.Equal(("application/x-protobuf", (byte)0x12), (binary.Content.Headers.ContentType!.MediaType, status[0]));
        Assert.Equal(status.Length - 2, status[1]);
        Assert.StartsWith("This is no OTLP in JSON", (string?)JsonNode.Parse(await text.Content.ReadAsStringAsync())!["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Spans_without_ids_are_rejected_and_the_sender_is_told_how_many()
    {
        await using var dashboard = await DashboardUnderTest.StartAsync();

        using var answer = await dashboard.SendAsync(
            "/v1/traces", Request("shop", Span(TraceId, SpanId, "sound", 1, 2), Span([], SpanId, "no trace", 1, 2), Span(TraceId, [1, 2], "short id", 1, 2)));

        // partial_success (1) holds rejected_spans (1) = 2.
        var told = await answer.Content.ReadAsByteArrayAsync();
        Assert.Equal((HttpStatusCode.OK, (byte)0x0A, (byte)0x08, (byte)2), (answer.StatusCode, told[0], told[2], told[3]));
        await dashboard.UntilAsync("/api/overview", overview => (int?)overview["counts"]!["spans"] == 1 && (int?)overview["counts"]!["dropped"]!["traces"] == 2);
    }

    [Fact]
    public async Task A_sender_brings_the_key_where_one_is_asked_for()
    {
        await using var dashboard = await DashboardUnderTest.StartAsync("--Dashboard:OtlpApiKey=open sesame");

        using var without = await dashboard.SendAsync("/v1/traces", Sound);
        dashboard.Sender.DefaultRequestHeaders.Add("x-otlp-api-key", "open sesame");
        using var with = await dashboard.SendAsync("/v1/traces", Sound);

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (without.StatusCode, with.StatusCode));
    }

    private static async Task RefusedAsync(DashboardUnderTest dashboard, string signal, int count) =>
        Assert.Equal(count, (int?)(await dashboard.ReadAsync("/api/overview"))["counts"]!["refused"]![signal]);
}
