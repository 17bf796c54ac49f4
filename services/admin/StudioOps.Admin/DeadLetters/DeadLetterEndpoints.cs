using StudioOps.Identity.Contracts;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Admin.DeadLetters;

internal static class DeadLetterEndpoints
{
    public static void MapDeadLetters(this IEndpointRouteBuilder routes)
    {
        var letters = routes.MapGroup("/api/v1/infrastructure/dead-letters").WithTags("Infrastructure")
            .RequireAuthorization(Permissions.InfrastructureRead)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

        // Messages are of all tenants at once: a tenant's token may hold the permission's name and still not look.
        letters.AddEndpointFilter(async (context, next) => context.HttpContext.RequestServices.GetRequiredService<Caller>().IsPlatform
            ? await next(context)
            : Problems.Refuse(StatusCodes.Status403Forbidden, "permission.missing", "Only operators look after messages."));

        letters.MapGet("", ListDeadLetters.Handle).WithName("ListDeadLetters");
        letters.MapPost("/{queue}/redrive", RedriveDeadLetters.Handle).WithName("RedriveDeadLetters")
            .RequireAuthorization(Permissions.InfrastructureWrite).ProducesValidationProblem().ProducesProblem(StatusCodes.Status404NotFound);
    }
}
