using Microsoft.AspNetCore.Http.HttpResults;
using StudioOps.Identity.Contracts;
using StudioOps.Standing;

namespace StudioOps.Identity.Standing;

internal static class StandingEndpoint
{
    /// <summary>The feed every service and the gateway hold in memory. Internal: never routed.</summary>
    public static void MapStanding(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/internal/v1/standing", HandleAsync).WithName("ReadStanding").RequireAuthorization(Permissions.StandingRead).ExcludeFromDescription();

    private static async Task<Ok<IReadOnlyList<StandingEntry>>> HandleAsync(long? after, IStandingSource source, CancellationToken ct) =>
        TypedResults.Ok(await source.ReadAsync(after ?? 0, ct));
}
