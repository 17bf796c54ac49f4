using Microsoft.AspNetCore.Authorization;

namespace StudioOps.Isolation.Tests;

/// <summary>The rules of the doors can fail.</summary>
public sealed class PlantedTests
{
    [Fact]
    public void An_endpoint_without_a_policy_and_one_that_lets_everybody_in_are_found() => Assert.Equal(
        ["GET /api/v1/secrets asks for no permission", "POST /api/v1/secrets asks for no permission"],
        DoorRules.WithoutPolicy([.. Planted(), new Door("Open", "POST", "/api/v1/secrets", ["tenants.write"], IsOpen: true)]));

    [Theory]
    [InlineData("DELETE", "tenants.read")]
    [InlineData("POST", "flags.evaluate|flags.read")]
    public void A_write_for_readers_is_found(string method, string policy) =>
        Assert.Single(DoorRules.WritesForReaders([new Door("Planted", method, "/api/v1/things", [policy], IsOpen: false)]));

    [Fact]
    public void A_read_for_readers_and_a_write_for_writers_are_fine() => Assert.Empty(DoorRules.WritesForReaders(
        [new Door("Read", "GET", "/api/v1/things", ["tenants.read"], false), new Door("Write", "PUT", "/api/v1/things", ["tenants.read", "tenants.write"], false)]));

    private static IReadOnlyList<Door> Planted()
    {
        var app = WebApplication.CreateSlimBuilder().Build();
        app.MapGet("/api/v1/secrets", () => "open");
        app.MapGet("/api/v1/things", () => "closed").RequireAuthorization("tenants.read");
        return [.. ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().Select(endpoint => new Door(
            endpoint.RoutePattern.RawText!, "GET", endpoint.RoutePattern.RawText!,
            [.. endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(data => data.Policy!)], endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null))];
    }
}
