using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StudioOps.Admin.Data;
using StudioOps.Identity.Contracts;
using StudioOps.Tenancy;

namespace StudioOps.Admin.Status;

/// <summary>How the product is doing.</summary>
/// <param name="Status"><c>healthy</c>, <c>degraded</c> or <c>unhealthy</c>.</param>
/// <param name="Service">Who says so.</param>
/// <param name="At">When it was asked, in UTC.</param>
/// <param name="Dependencies">What it leans on; only for callers with <c>infrastructure.read</c>, else null.</param>
public sealed record StatusResource(string Status, string Service, DateTimeOffset At, IReadOnlyList<DependencyStatus>? Dependencies);

/// <summary>One dependency.</summary>
/// <param name="Name">For example <c>postgres:admin</c>.</param>
/// <param name="Status"><c>healthy</c>, <c>degraded</c> or <c>unhealthy</c>.</param>
/// <param name="Detail">What is wrong, or null.</param>
/// <param name="Milliseconds">How long the answer took.</param>
public sealed record DependencyStatus(string Name, string Status, string? Detail, double Milliseconds);

internal static class StatusEndpoint
{
    public static void MapStatus(this IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/status", HandleAsync).WithName("GetStatus").WithTags("Status")
        .RequireAuthorization(Permissions.ProfileRead)
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status403Forbidden);

    private static async Task<Ok<StatusResource>> HandleAsync(HealthCheckService health, Caller caller, TimeProvider clock, CancellationToken ct)
    {
        var report = await health.CheckHealthAsync(ct);
        var dependencies = report.Entries
            .Select(entry => new DependencyStatus(entry.Key, Word(entry.Value.Status), entry.Value.Description, Math.Round(entry.Value.Duration.TotalMilliseconds, 1)))
            .OrderBy(dependency => dependency.Name, StringComparer.Ordinal);

        // Messages of failing dependencies name hosts and ports: for operators' eyes.
        var mayLook = caller.IsPlatform && caller.Has(Permissions.InfrastructureRead);
        return TypedResults.Ok(new StatusResource(Word(report.Status), AdminDbContext.Service, clock.GetUtcNow(), mayLook ? [.. dependencies] : null));
    }

    private static string Word(HealthStatus status) => status.ToString().ToLowerInvariant();
}
