using System.Net;
using StudioOps.Gateway.Tests.Installation;
using StudioOps.Testing;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Configuration;

namespace StudioOps.Gateway.Tests.Routing;

public sealed class RouteTableTests(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    [Theory]
    [InlineData("/connect/authorized", "identity")]
    [InlineData("/.well-known/anything", "identity")]
    [InlineData("/account/login", "identity")]
    [InlineData("/api/v1/users", "identity")]
    [InlineData("/api/v1/me", "identity")]
    [InlineData("/api/v1/sessions/1", "identity")]
    [InlineData("/api/v1/roles", "identity")]
    [InlineData("/api/v1/service-accounts", "identity")]
    [InlineData("/api/v1/why", "identity")]
    [InlineData("/scim/v2/Users", "identity")]
    [InlineData("/api/v1/tenants", "tenant")]
    [InlineData("/api/v1/tenants/acme/suspend", "tenant")]
    [InlineData("/api/v1/partners", "tenant")]
    [InlineData("/api/v1/plans", "tenant")]
    [InlineData("/api/v1/subscriptions", "tenant")]
    [InlineData("/api/v1/workspace/records", "tenant")]
    [InlineData("/api/v1/flags", "flag-evaluation")]
    [InlineData("/api/v1/overrides", "flag-evaluation")]
    [InlineData("/api/v1/change-sets", "flag-evaluation")]
    [InlineData("/api/v1/segments", "flag-evaluation")]
    [InlineData("/api/v1/flags/files/export", "flag-evaluation")]
    [InlineData("/ofrep/v1/evaluate/flags/a", "flag-evaluation")]
    [InlineData("/api/v1/provisioning/acme", "provisioning")]
    [InlineData("/api/v1/audit", "admin")]
    [InlineData("/api/v1/infrastructure", "admin")]
    [InlineData("/api/v1/status", "admin")]
    [InlineData("/api/v1/metrics", "admin")]
    [InlineData("/api/v1/search", "admin")]
    [InlineData("/api/v1/views", "admin")]
    [InlineData("/api/v1/stream", "admin")]
    [InlineData("/api/v1/support", "admin")]
    [InlineData("/api/v1/incidents", "admin")]
    [InlineData("/api/v1/notifications", "admin")]
    [InlineData("/api/v1/settings", "admin")]
    [InlineData("/api/v1/operations", "admin")]
    [InlineData("/api/v1/operations/tenant-0198f0", "tenant")]
    [InlineData("/api/v1/operations/flag-evaluation-0198f0", "flag-evaluation")]
    [InlineData("/api/v1/operations/provisioning-0198f0", "provisioning")]
    [InlineData("/api/v1/operations/admin-0198f0", "admin")]
    [InlineData("/api/v1/operations/identity-0198f0", "identity")]
    [InlineData("/openapi/tenant.json", "tenant")]
    [InlineData("/openapi/flag-evaluation.json", "flag-evaluation")]
    [InlineData("/", "admin")]
    [InlineData("/tenants/acme?tab=flags", "admin")]
    public async Task Every_public_path_has_its_service(string path, string service)
    {
        var seen = await (await gateway.Caller().GetAsync(path)).JsonAsync();

        Assert.Equal(service, seen.GetProperty("service").GetString());
        Assert.Equal(path, seen.GetProperty("target").GetString());
    }

    [Fact]
    public async Task Path_and_query_arrive_as_they_were_sent()
    {
        const string Target = "/api/v1/tenants/a%20b%2Fc?x=1%2F2&y=%C3%A9&y=+";

        Assert.Contains("HTTP/1.1 200", await gateway.SendRawAsync(Target), StringComparison.Ordinal);
        Assert.Contains(Target, gateway.Backends["tenant"].Targets);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_as_such()
    {
        var response = await gateway.Caller().PostAsync("/api/v1/tenants", new ByteArrayContent(new byte[2 * 1024 * 1024]));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal("request.too-large", await response.ProblemCodeAsync());
        // Lists of a hundred thousand members and whole files of definitions come in one piece.
        foreach (var path in new[] { "/api/v1/segments/beta/members", "/api/v1/flags/files/apply" })
        {
            Assert.Equal(HttpStatusCode.OK, (await gateway.Caller().PostAsync(path, new ByteArrayContent(new byte[2 * 1024 * 1024]))).StatusCode);
        }
    }

    [Theory]
    [InlineData("/api/v1/unknown")]
    [InlineData("/api/v2/tenants")]
    [InlineData("/api/v1/operations/nobody-1")]
    [InlineData("/ofrep/v2")]
    [InlineData("/openapi/nobody.json")]
    [InlineData("/health")]
    [InlineData("/bff/other")]
    public async Task What_has_no_route_is_not_found_and_never_a_page(string path)
    {
        var response = await gateway.Caller().GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("resource.not-found", await response.ProblemCodeAsync());
    }

    [Theory]
    [InlineData("operator.localhost")]
    [InlineData("partner.localhost")]
    [InlineData("northwind.localhost")]
    public async Task Sign_in_is_on_the_public_origin_only_and_the_apis_are_everywhere(string host)
    {
        using var caller = gateway.Caller(host);
        foreach (var path in new[] { "/connect/authorize", "/.well-known/openid-configuration", "/account/login" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await caller.GetAsync(path)).StatusCode);
        }

        Assert.Equal(HttpStatusCode.OK, (await caller.GetAsync("/api/v1/tenants")).StatusCode);
    }

    [Theory]
    [InlineData("/internal/v1/standing")]
    [InlineData("/INTERNAL/v1/hosts")]
    [InlineData("//internal/v1/hosts")]
    [InlineData("/%69nternal/v1/hosts")]
    [InlineData("/api/v1/tenants/../../../internal/v1/hosts")]
    [InlineData("/api/v1/tenants/%2e%2e/%2e%2e/%2e%2e/internal/v1/hosts")]
    [InlineData("/./internal/v1/hosts")]
    [InlineData("/internal%2Fv1/hosts")]
    [InlineData("http://tenant/internal/v1/hosts")]
    public async Task What_services_say_to_each_other_cannot_be_asked_from_outside(string target)
    {
        foreach (var host in new[] { "localhost", "northwind.localhost" })
        {
            var answer = await gateway.SendRawAsync(target, host);

            Assert.Matches("^HTTP/1.1 (404|400) ", answer);
        }

        Assert.All(gateway.Backends.Values, backend => Assert.DoesNotContain(backend.Targets, seen => seen.Contains("internal", StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public void No_route_names_what_is_internal_and_every_route_has_a_policy()
    {
        var routes = gateway.Gateway.GetRequiredService<IProxyStateLookup>().GetRoutes().Select(route => route.Config).ToList();

        Assert.True(routes.Count > 30);
        Assert.Empty(routes.SelectMany(Violations));
    }

    [Fact]
    public void The_check_above_can_fail()
    {
        var planted = new RouteConfig { RouteId = "planted", Match = new RouteMatch { Path = "/Internal/v1/{**rest}" }, Transforms = [new Dictionary<string, string> { ["PathPrefix"] = "/x" }] };

        Assert.Equal(["planted: internal", "planted: no policy", "planted: rewrites"], Violations(planted));
    }

    private static IEnumerable<string> Violations(RouteConfig route)
    {
        if (route.Match.Path!.TrimStart('/').StartsWith("internal", StringComparison.OrdinalIgnoreCase))
        {
            yield return route.RouteId + ": internal";
        }

        if (string.IsNullOrEmpty(route.AuthorizationPolicy))
        {
            yield return route.RouteId + ": no policy";
        }

        if (route.Transforms is { Count: > 0 })
        {
            yield return route.RouteId + ": rewrites";
        }
    }
}
