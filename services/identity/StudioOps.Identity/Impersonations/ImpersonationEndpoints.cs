using StudioOps.Http;
using StudioOps.Identity.Contracts;

namespace StudioOps.Identity.Impersonations;

internal static class ImpersonationEndpoints
{
    public static void MapImpersonations(this IEndpointRouteBuilder routes)
    {
        var impersonations = routes.MapGroup("/api/v1/impersonations").WithTags("Impersonations")
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);

        const string Any = Permissions.TenantsImpersonate + "|" + Permissions.TenantsImpersonateReadOnly;
        impersonations.MapGet("/", ListImpersonations.Handle).WithName("ListImpersonations").RequireAuthorization(Permissions.AuditRead);
        impersonations.MapPost("/", StartImpersonation.Handle).WithName("StartImpersonation").RequireAuthorization(Any).RequireStepUp();
        impersonations.MapPost("/{impersonation:guid}/stop", StopImpersonation.Handle).WithName("StopImpersonation").RequireAuthorization(Any);
    }
}
