using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Identity.Contracts;
using StudioOps.Tenants.Data;

namespace StudioOps.Tenants.Plans;

/// <summary>What a tenant can be on. Rows, not code: the catalogue is data.</summary>
internal sealed class Plan
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>How the workspace of a tenant on it is kept apart: <c>shared</c> or <c>schema</c>.</summary>
    public required string Isolation { get; init; }

    /// <summary>Per month, in minor units of <see cref="Currency"/>.</summary>
    public required int PriceMinor { get; init; }

    public required string Currency { get; init; }

    public required int Rank { get; init; }
}

/// <summary>A plan as callers see it.</summary>
/// <param name="Id">Stable id.</param>
/// <param name="Name">Display name.</param>
/// <param name="Isolation"><c>shared</c> or <c>schema</c>.</param>
/// <param name="PriceMinor">Per month, in minor units (cents) of the currency.</param>
/// <param name="Currency">ISO 4217.</param>
public sealed record PlanResource(string Id, string Name, string Isolation, int PriceMinor, string Currency);

internal static class PlanEndpoints
{
    public static void MapPlans(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/plans", List).WithName("ListPlans").WithTags("Plans").RequireAuthorization(Permissions.PlansRead);

    private static async Task<Ok<List<PlanResource>>> List(TenantDbContext db, CancellationToken ct) => TypedResults.Ok(
        await db.Plans.OrderBy(plan => plan.Rank).Select(plan => new PlanResource(plan.Id, plan.Name, plan.Isolation, plan.PriceMinor, plan.Currency)).ToListAsync(ct));
}
