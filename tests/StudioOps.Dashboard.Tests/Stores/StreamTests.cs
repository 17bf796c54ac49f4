using static StudioOps.Dashboard.Tests.Otlp.Protobuf;

namespace StudioOps.Dashboard.Tests.Stores;

/// <summary>An open page is told that there is something new, by topic.</summary>
public sealed class StreamTests
{
    [Fact]
    public async Task A_page_hears_of_what_it_asked_for_and_of_nothing_else()
    {
        await using var dashboard = await DashboardUnderTest.StartAsync();
        using var stream = new StreamReader(await dashboard.Visitor.GetStreamAsync(DashboardUnderTest.Relative("/api/stream?topics=traces,metrics")));
        Assert.Equal(": hello", await stream.ReadLineAsync());

        using var logs = await dashboard.SendAsync("/v1/logs", Request("shop", Log(1, 9, "words")));
        await dashboard.UntilAsync("/api/logs", page => (int?)page["total"] == 1);
        using var spans = await dashboard.SendAsync("/v1/traces", Request("shop", Span(TraceId, SpanId, "work", 1, 2)));

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        string? line;
        while ((line = await stream.ReadLineAsync(limit.Token)) is "" or null)
        {
        }

        Assert.Equal("""data: {"topic":"traces","revision":1}""", line);
    }
}
