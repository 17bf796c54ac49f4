using System.Collections.Concurrent;
using System.Diagnostics;
using StudioOps.Testing;

namespace StudioOps.ServiceDefaults.Tests;

public sealed class SpanNameTests(TestService service) : IClassFixture<TestService>
{
    [Theory]
    [InlineData("GET", "/either", "GET /either", 200)]
    [InlineData("GET", "/broken", "GET /broken", 500)]
    [InlineData("POST", "/shelves", "POST /shelves", 400)]
    [InlineData("GET", "/nowhere/8a1f", "GET", 404)]
    [InlineData("BREW", "/either", "HTTP", 405)]
    public async Task A_requests_span_is_named_by_method_and_route_and_says_how_it_ended(string method, string path, string name, int status)
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        var trace = ActivityTraceId.CreateRandom();
        var request = new HttpRequestMessage(new HttpMethod(method), path) { Headers = { { "traceparent", $"00-{trace}-00f067aa0ba902b7-01" } } };

        await service.Client("shelves.read", "shelves.write").SendAsync(request);

        var span = await Eventually.GetAsync(() => Task.FromResult(spans.FirstOrDefault(span => span.TraceId == trace)), "the request's span has ended");
        Assert.Equal((name, (object?)status), (span.DisplayName, span.GetTagItem("http.response.status_code")));
        Assert.Equal(status >= 500 ? ActivityStatusCode.Error : ActivityStatusCode.Unset, span.Status);
    }
}
