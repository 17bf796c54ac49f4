using Microsoft.AspNetCore.Authorization;

namespace StudioOps.Flags.Tests;

public sealed class EndpointTests(FlagServiceFixture service) : IClassFixture<FlagServiceFixture>
{
    [Fact]
    public void Every_endpoint_asks_for_a_permission_or_is_open_on_purpose()
    {
        var endpoints = service.Factory.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToArray();

        Assert.Contains(endpoints, endpoint => endpoint.RoutePattern.RawText == "/ofrep/v1/evaluate/flags/{**key}");
        Assert.Equal(
            ["/health/live", "/health/ready", "/ofrep/v1/stream", "/openapi/{documentName}.json"],
            endpoints.Where(IsOpen).Select(endpoint => endpoint.RoutePattern.RawText!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_document_describes_every_call()
    {
        var document = await service.Anonymous().GetStringAsync("/openapi/flag-evaluation.json");

        foreach (var path in new[] { "/api/v1/flags", "/api/v1/flags/{key}/kill", "/api/v1/overrides", "/ofrep/v1/evaluate/flags", "/internal/v1/tenants/{tenantId}/flag-defaults" })
        {
            Assert.Contains($"\"{path}\"", document, StringComparison.Ordinal);
        }
    }

    private static bool IsOpen(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null || endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Count == 0 && endpoint.Metadata.GetMetadata<AuthorizationPolicy>() is null;
}
