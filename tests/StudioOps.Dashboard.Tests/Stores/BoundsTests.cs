using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using StudioOps.Dashboard.Live;
using StudioOps.Dashboard.Otlp;
using StudioOps.Dashboard.Telemetry;
using static StudioOps.Dashboard.Tests.Otlp.Protobuf;

namespace StudioOps.Dashboard.Tests.Stores;

/// <summary>However much comes, no more is kept than was said, and what is kept is the newest.</summary>
public sealed class BoundsTests
{
    [Fact]
    public async Task The_oldest_traces_go_whole_when_there_are_too_many_spans()
    {
        await using var dashboard = await DashboardUnderTest.StartAsync("--Dashboard:Limits:Spans=100");
        for (var trace = 1; trace <= 50; trace++)
        {
            using var sent = await dashboard.SendAsync(
                "/v1/traces", Request("shop", Enumerable.Range(1, 10).Select(span => Span(Id(trace, 16), Id((trace * 100) + span, 8), $"trace {trace}", (ulong)trace, (ulong)trace + 1))));
        }

        var page = await dashboard.UntilAsync("/api/traces", found => (string?)found["items"]?[0]?["name"] == "trace 50");
        Assert.Equal(Enumerable.Range(0, 10).Select(back => $"trace {50 - back}"), page["items"]!.AsArray().Select(item => (string)item!["name"]!));
        Assert.All(page["items"]!.AsArray(), item => Assert.Equal(10, (int)item!["spans"]!));
        Assert.Equal(100, (int?)(await dashboard.ReadAsync("/api/overview"))["counts"]!["spans"]);
    }

    [Fact]
    public void The_oldest_log_records_go_by_number_and_by_size()
    {
        var small = new LogStore(100, long.MaxValue);
        var heavy = new LogStore(int.MaxValue, 10_000);
        foreach (var number in Enumerable.Range(1, 1_000))
        {
            small.Add([new LogRecord { At = number, Size = 1_000 }]);
            heavy.Add([new LogRecord { At = number, Size = 1_000 }]);
        }

        Assert.Equal(Enumerable.Range(901, 100), small.All().Select(record => (int)record.At));
        Assert.Equal(Enumerable.Range(991, 10), heavy.All().Select(record => (int)record.At));
    }

    [Fact]
    public void Records_of_several_senders_are_in_the_order_of_their_time()
    {
        var store = new LogStore(1_000, long.MaxValue);
        store.Add([.. Enumerable.Range(0, 100).Select(number => new LogRecord { At = number * 2 })]);
        store.Add([.. Enumerable.Range(0, 100).Select(number => new LogRecord { At = (number * 2) + 1 })]);

        Assert.Equal(Enumerable.Range(0, 200), store.All().Select(record => (int)record.At));
    }

    [Fact]
    public void A_trace_without_end_is_cut_and_the_rest_counted()
    {
        var store = new TraceStore(100_000, long.MaxValue);

        var dropped = store.Add([.. Enumerable.Range(1, TraceStore.MostSpansPerTrace + 7).Select(number => new Span { TraceId = 1, SpanId = (ulong)number })]);

        Assert.Equal((7, TraceStore.MostSpansPerTrace), (dropped, store.Spans));
    }

    [Fact]
    public void What_a_full_queue_cannot_take_is_dropped_counted_and_never_waited_for()
    {
        var (limits, counters) = (new DashboardLimits { QueuedBatches = 3 }, new Counters());
        using var file = new TraceFile(null);
        using var queue = new IngestQueue(limits, new TelemetryStore(limits, counters), file, counters, new Revisions(), NullLogger<IngestQueue>.Instance);   // nobody takes out

        var taken = Enumerable.Range(0, 10).Count(_ => queue.TryAdd(new Batch(Signal.Traces) { Spans = [new Span(), new Span()] }));

        Assert.Equal((3, 14L), (taken, counters.Dropped.Traces));
    }

    [Fact]
    public async Task Metric_points_and_series_stay_within_their_limits()
    {
        await using var dashboard = await DashboardUnderTest.StartAsync("--Dashboard:Limits:MetricPoints=500", "--Dashboard:Limits:MetricSeries=20");
        var now = (ulong)Moment.Of(TimeProvider.System.GetUtcNow());
        for (var time = 0; time < 100; time++)
        {
            byte[][] points = [.. Enumerable.Range(0, 30).Select(series => Message(1, (byte[])[
                .. Fixed(3, now - (ulong)((100 - time) * Moment.Second)), .. Fixed(6, (ulong)(time + series)), .. Attribute(7, "number", Varint(3, (ulong)series))]))];
            using var sent = await dashboard.SendAsync("/v1/metrics", Request("shop", (byte[])[.. Text(1, "queue"), .. Message(5, [.. points.SelectMany(point => point)])]));
        }

        var overview = await dashboard.UntilAsync("/api/overview", found => (int?)found["counts"]!["dropped"]!["metrics"] == 1_000);
        Assert.InRange((int)overview["counts"]!["metricPoints"]!, 300, 500);
        var series = await dashboard.ReadAsync("/api/metrics/series?resource=shop&meter=lib&name=queue&window=600&groupBy=number");
        Assert.Equal(20, series["series"]!.AsArray().Count);
        Assert.All(series["series"]!.AsArray(), one => Assert.Contains(one!["values"]!.AsArray(), value => value is not null));
    }

    [Fact]
    public async Task What_is_cleared_is_gone_for_that_resource_alone()
    {
        await using var dashboard = await DashboardUnderTest.StartAsync();
        foreach (var (resource, number) in ((string, int)[])[("shop", 1), ("mill", 2)])
        {
            using var spans = await dashboard.SendAsync("/v1/traces", Request(resource, Span(Id(number, 16), Id(number, 8), "work", 1, 2)));
            using var logs = await dashboard.SendAsync("/v1/logs", Request(resource, Log(1, 9, "words")));
        }

        await dashboard.UntilAsync("/api/overview", found => (int?)found["counts"]!["spans"] == 2 && (int?)found["counts"]!["logs"] == 2);
        using var cleared = await dashboard.Visitor.DeleteAsync(DashboardUnderTest.Relative("/api/telemetry?resource=shop"));

        Assert.Equal(["mill"], (await dashboard.ReadAsync("/api/resources"))["resources"]!.AsArray().Select(resource => (string?)resource!["name"]));
        Assert.Equal((1, 1), ((int?)(await dashboard.ReadAsync("/api/logs"))["total"], (int?)(await dashboard.ReadAsync("/api/traces"))["total"]));
    }

    [Fact]
    public async Task Pages_follow_each_other_without_gap_or_repetition()
    {
        await using var dashboard = await DashboardUnderTest.StartAsync();
        using var logs = await dashboard.SendAsync("/v1/logs", Request("shop", Enumerable.Range(1, 25).Select(number => Log((ulong)number / 5, 9, $"line {number}"))));
        using var spans = await dashboard.SendAsync("/v1/traces", Request("shop", Enumerable.Range(1, 25).Select(number => Span(Id(number, 16), Id(number, 8), $"trace {number}", (ulong)number / 5, 90))));
        foreach (var (path, name) in ((string, string)[])[("/api/logs", "message"), ("/api/traces", "name")])
        {
            await dashboard.UntilAsync(path, page => (int?)page["total"] == 25);
            var (seen, next) = (new List<string>(), string.Empty);
            do
            {
                JsonNode page = await dashboard.ReadAsync($"{path}?limit=10&before={next}");
                seen.AddRange(page["items"]!.AsArray().Select(item => (string)item![name]!));
                next = (string?)page["next"];
                Assert.Equal(25, (int?)page["total"]);
            }
            while (next is not null);

            Assert.Equal((25, 25), (seen.Count, seen.Distinct().Count()));
        }
    }
}
