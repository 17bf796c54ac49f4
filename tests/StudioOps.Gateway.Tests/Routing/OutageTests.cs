using System.Net;
using StudioOps.Gateway.Tests.Installation;
using StudioOps.Testing;

namespace StudioOps.Gateway.Tests.Routing;

public sealed class OutageTests(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    [Fact]
    public async Task A_service_that_is_away_is_said_to_be_away_and_a_stream_is_told_to_come_back()
    {
        await gateway.Backends["flag-evaluation"].DisposeAsync();

        var response = await gateway.Caller().PostAsync("/ofrep/v1/evaluate/flags", null);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("service.unavailable", await response.ProblemCodeAsync());
        Assert.NotNull(response.Headers.RetryAfter);

        await ToldToComeBackAsync("/ofrep/v1/stream");
        Assert.Equal(HttpStatusCode.OK, (await gateway.Caller().GetAsync("/api/v1/tenants")).StatusCode);
    }

    [Fact]
    public async Task A_stream_is_never_answered_with_a_fault_of_the_service()
    {
        await ToldToComeBackAsync("/api/v1/stream?status=503");

        var refused = await StreamAsync("/api/v1/stream?status=401");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task A_stream_opened_with_a_ticket_is_nobodys_session_and_counts_against_no_budget_of_calls()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/ofrep/v1/stream?t=x") { Headers = { { "Cookie", "__Host-studioops=gone" } } };

        var answer = await gateway.Caller().SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.False(answer.Headers.Contains("RateLimit"));
    }

    private async Task ToldToComeBackAsync(string path)
    {
        var stream = await StreamAsync(path);

        Assert.Equal(HttpStatusCode.OK, stream.StatusCode);
        Assert.Equal("text/event-stream", stream.Content.Headers.ContentType?.MediaType);
        Assert.Equal("retry: 1000\n\n", await stream.Content.ReadAsStringAsync());
    }

    private async Task<HttpResponseMessage> StreamAsync(string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Accept", "text/event-stream");
        return await gateway.Caller().SendAsync(request);
    }
}
