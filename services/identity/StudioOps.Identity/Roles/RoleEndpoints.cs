using StudioOps.Identity.Contracts;

namespace StudioOps.Identity.Roles;

internal static class RoleEndpoints
{
    public static void MapRoles(this IEndpointRouteBuilder routes)
    {
        var roles = routes.MapGroup("/api/v1/roles").WithTags("Roles")
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);
        roles.MapGet("", ListRoles.Handle).WithName("ListRoles").RequireAuthorization(Permissions.RolesRead);
        roles.MapGet("/{tenant}", TenantRoles.ListAsync).WithName("ListTenantRoles").RequireAuthorization(Permissions.RolesRead);
        roles.MapPut("/{tenant}/{role}", TenantRoles.SetAsync).WithName("SetTenantRole").RequireAuthorization(Permissions.RolesWrite);
        roles.MapDelete("/{tenant}/{role}", TenantRoles.RemoveAsync).WithName("RemoveTenantRole").RequireAuthorization(Permissions.RolesWrite);
    }
}
