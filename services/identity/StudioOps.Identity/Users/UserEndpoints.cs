using StudioOps.Http;
using StudioOps.Identity.Contracts;
using StudioOps.Identity.Roles;

namespace StudioOps.Identity.Users;

internal static class UserEndpoints
{
    public static void MapUsers(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1").WithTags("People")
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);

        api.MapGet("/me", Me.Handle).WithName("GetMe").RequireAuthorization(Permissions.ProfileRead);
        api.MapGet("/users", ListUsers.Handle).WithName("ListUsers").RequireAuthorization(Permissions.UsersRead);
        api.MapPost("/users/{user:guid}/disable", DisableUser.DisableAsync).WithName("DisableUser").RequireAuthorization(Permissions.UsersWrite).RequireStepUp().ProducesValidationProblem();
        api.MapPost("/users/{user:guid}/enable", DisableUser.EnableAsync).WithName("EnableUser").RequireAuthorization(Permissions.UsersWrite).ProducesValidationProblem();
        api.MapGet("/roles", ListRoles.Handle).WithName("ListRoles").RequireAuthorization(Permissions.RolesRead);
    }
}
