using StudioOps.Http;
using StudioOps.Identity.Contracts;
using StudioOps.Provisioning.Data;

namespace StudioOps.Provisioning.Reconcile;

internal static class ProvisioningEndpoints
{
    public static void MapProvisioning(this IEndpointRouteBuilder routes)
    {
        var provisioning = routes.MapGroup("/api/v1/provisioning").WithTags("Provisioning")
            .RequireAuthorization(Permissions.ProvisioningRead)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);

        provisioning.MapGet("", ListProvisioning.Handle).WithName("ListProvisioning");
        provisioning.MapGet("/{tenant}", GetProvisioning.Handle).WithName("GetProvisioning").ProducesProblem(StatusCodes.Status404NotFound);
        provisioning.MapPost("/{tenant}/reconcile", RequestReconcile.Handle).WithName("RequestReconcile")
            .RequireAuthorization(Permissions.ProvisioningReconcile).ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapOperations<ProvisioningDbContext>("provisioning", Permissions.ProvisioningRead);
    }
}
