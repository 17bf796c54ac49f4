using System.Net;
using StudioOps.Gateway.Tests.Installation;
using StudioOps.Testing;
using Yarp.ReverseProxy.Model;

namespace StudioOps.Gateway.Tests.Bff;

/// <summary>What the gateway answers itself, and that it tells one tenant nothing of another.</summary>
public sealed class OwnEndpointTests(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    private const string Other = "fabrikam.localhost";

    private static readonly Dictionary<string, string> Reasons = new(StringComparer.Ordinal)
    {
        ["/bff/login"] = "begins a sign-in", ["/bff/callback"] = "checks state, nonce, issuer and the attempt's own cookie", ["/bff/user"] = "asks the cookie's session",
        ["/bff/logout"] = "asks the cookie's session, header and origin", ["/bff/backchannel"] = "checks identity's signed logout token",
        ["/openapi"] = "the contract is public knowledge", ["/openapi/reference.js"] = "part of that page", ["/openapi/reference.css"] = "part of that page",
        ["/health/live"] = "probes have no token, and are told one word", ["/health/ready"] = "probes have no token, and are told one word",
    };

    [Fact]
    public void Each_is_open_for_a_reason_or_closed_to_everybody()
    {
        var own = gateway.Gateway.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<RouteModel>() is null && endpoint.DisplayName?.StartsWith("closed ", StringComparison.Ordinal) != true)
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.Trim('/')).Distinct().Order(StringComparer.Ordinal).ToList();

        Assert.Equal(Reasons.Keys.Order(StringComparer.Ordinal), own);
    }

    [Fact]
    public async Task A_session_of_one_tenants_portal_is_nothing_at_anothers_and_cannot_be_ended_there()
    {
        gateway.Issuer.Tenant = GatewayFixture.Northwind;
        gateway.HostList = [.. gateway.HostList!, new { host = Other, tenantId = Guid.CreateVersion7(), slug = "fabrikam", portal = "portal" }];
        await Eventually.TrueAsync(async () => (await gateway.Caller(Other).GetAsync("/")).IsSuccessStatusCode, "the other portal answers");
        var owner = gateway.Browser("northwind.localhost");
        await owner.SignInAsync();
        Assert.Equal(HttpStatusCode.OK, (await owner.CallAsync("/bff/user")).StatusCode);
        var thief = gateway.Browser(Other);
        var reached = gateway.Backends["tenant"].Targets.Count(target => target.StartsWith("/api/", StringComparison.Ordinal));

        foreach (var (path, method) in new[] { ("/bff/user", "GET"), ("/api/v1/tenants", "GET"), ("/bff/logout", "POST"), ("/bff/login", "GET"), ("/bff/callback?code=x&state=y", "GET"), ("/bff/backchannel", "POST") })
        {
            thief.Cookies["__Host-studioops"] = owner.SessionId!;
            var answer = await thief.CallAsync(path, new HttpMethod(method));
            var said = await answer.Content.ReadAsStringAsync() + answer.Headers;
            Assert.True(path is "/bff/logout" or "/bff/login" ? answer.StatusCode == HttpStatusCode.SeeOther : (int)answer.StatusCode is 400 or 401, $"{path}: {answer.StatusCode}");
            Assert.DoesNotContain("northwind", said, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(GatewayFixture.Northwind.ToString(), said, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("session-1", said, StringComparison.Ordinal);
        }

        Assert.Equal(reached, gateway.Backends["tenant"].Targets.Count(target => target.StartsWith("/api/", StringComparison.Ordinal)));
        Assert.Equal(HttpStatusCode.OK, (await owner.CallAsync("/bff/user")).StatusCode);
    }
}
