using System.Net;
using StudioOps.Gateway.Tests.Installation;
using StudioOps.Testing;

namespace StudioOps.Gateway.Tests.Routing;

public sealed class OddRequestTests(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    [Theory]
    [InlineData("/api/v1/tenants")]
    [InlineData("/ofrep/v1/evaluate/flags")]
    [InlineData("/connect/authorize")]
    [InlineData("/bff/user")]
    [InlineData("/bff/login")]
    [InlineData("/openapi")]
    [InlineData("/internal/v1/hosts")]
    [InlineData("/unknown/page")]
    public async Task Whatever_is_odd_about_a_request_it_is_answered_or_cleanly_refused(string path)
    {
        var breaches = new List<string>();
        foreach (var (what, bytes) in OddRequests.Of(gateway.Authority, path, ""))
        {
            if (OddRequests.Judge(await RawHttp.SendAsync(gateway.Port, bytes)) is { } wrong)
            {
                breaches.Add($"{what}: {wrong}");
            }
        }

        Assert.Empty(breaches);
        Assert.Equal(HttpStatusCode.OK, (await gateway.Caller().GetAsync("/api/v1/tenants")).StatusCode);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused_as_such_whether_its_length_was_said_or_not()
    {
        foreach (var (what, bytes) in OddRequests.TooLarge(gateway.Authority, "POST", "/api/v1/settings/read", ""))
        {
            var answer = await RawHttp.SendAsync(gateway.Port, bytes);
            Assert.True(answer.Status == 413 && answer.Body.Contains("\"request.too-large\"", StringComparison.Ordinal), $"{what}: {answer.Status} {answer.Body}");
        }
    }
}
