using System.Net;
using StudioOps.Gateway.Tests.Installation;
using StudioOps.Testing;

namespace StudioOps.Gateway.Tests;

/// <summary>With the values of production.</summary>
public sealed class StreamLimitTests(ProductionLimits gateway) : IClassFixture<ProductionLimits>
{
    [Fact]
    public async Task The_twenty_first_stream_of_a_user_is_told_to_come_back_until_one_is_closed_and_others_notice_nothing()
    {
        var mine = Caller("streaming", "mvp");
        var open = new List<HttpResponseMessage>();
        for (var stream = 0; stream < 20; stream++)
        {
            open.Add(await Streams.OpenAsync(mine));
        }

        foreach (var answer in open)
        {
            Assert.True(await Streams.IsHeldAsync(answer));
        }

        using var refused = await Streams.OpenAsync(mine);
        Assert.Equal("text/event-stream", refused.Content.Headers.ContentType?.MediaType);
        Assert.Equal("retry: 10000\n\n", await refused.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, (await mine.GetAsync("/api/v1/tenants")).StatusCode);
        using var other = await Streams.OpenAsync(Caller("another", "mvp"));
        Assert.True(await Streams.IsHeldAsync(other));
        using var stranger = await Streams.OpenAsync(gateway.Caller(address: "127.0.0.11"));
        Assert.True(await Streams.IsHeldAsync(stranger));

        open[0].Dispose();

        await Eventually.TrueAsync(
            async () =>
            {
                var again = await Streams.OpenAsync(mine);
                open.Add(again);
                return await Streams.IsHeldAsync(again);
            },
            "a closed stream makes room for another");
        open.ForEach(answer => answer.Dispose());
    }

    [Fact]
    public async Task A_larger_plan_may_hold_more()
    {
        var caller = Caller("large", "pro");
        var open = new List<HttpResponseMessage>();
        for (var stream = 0; stream < 21; stream++)
        {
            open.Add(await Streams.OpenAsync(caller));
        }

        Assert.True(await Streams.IsHeldAsync(open[20]));
        open.ForEach(answer => answer.Dispose());
    }

    private HttpClient Caller(string subject, string plan) => gateway.Caller(token: gateway.Issuer.Token(t => t with { Subject = subject, RateLimitClass = plan }));
}

/// <summary>A gateway with room for three streams.</summary>
public sealed class SmallGateway : GatewayFixture
{
    protected override IEnumerable<KeyValuePair<string, string>> Settings => [.. base.Settings, new("RateLimits:TotalStreams", "3")];
}

public sealed class FullOfStreamsTests(SmallGateway gateway) : IClassFixture<SmallGateway>
{
    [Fact]
    public async Task When_all_places_are_taken_the_next_is_told_to_come_back_and_calls_go_on()
    {
        var open = new List<HttpResponseMessage>();
        foreach (var subject in new[] { "a", "b", "c" })
        {
            open.Add(await Streams.OpenAsync(gateway.Caller(token: gateway.Issuer.Token(t => t with { Subject = subject }))));
        }

        using var late = await Streams.OpenAsync(gateway.Caller());

        Assert.Equal(HttpStatusCode.OK, late.StatusCode);
        Assert.Equal("retry: 10000\n\n", await late.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, (await gateway.Caller().GetAsync("/api/v1/tenants")).StatusCode);
        open.ForEach(answer => answer.Dispose());
    }
}

internal static class Streams
{
    public static Task<HttpResponseMessage> OpenAsync(HttpClient caller)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/stream/held");
        request.Headers.Add("Accept", "text/event-stream");
        return caller.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>Whether the service's own stream came, and not the word to come back.</summary>
    public static async Task<bool> IsHeldAsync(HttpResponseMessage answer)
    {
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(), leaveOpen: true);
        return await reader.ReadLineAsync() == "data: here";
    }
}
