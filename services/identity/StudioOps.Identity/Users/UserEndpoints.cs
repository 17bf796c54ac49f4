using StudioOps.Http;
using StudioOps.Identity.Contracts;

namespace StudioOps.Identity.Users;

internal static class UserEndpoints
{
    public static void MapUsers(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1").WithTags("People")
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);
        api.MapGet("/me", Me.Handle).WithName("GetMe").RequireAuthorization(Permissions.ProfileRead);

        var users = api.MapGroup("/users").ProducesValidationProblem();
        users.MapGet("", ListUsers.Handle).WithName("ListUsers").RequireAuthorization(Permissions.UsersRead);
        users.MapPost("", CreateUser.Handle).WithName("CreateUser").RequireAuthorization(Permissions.UsersWrite);
        users.MapGet("/{user:guid}", GetUser.Handle).WithName("GetUser").RequireAuthorization(Permissions.UsersRead);

        var write = users.MapGroup("/{user:guid}").RequireAuthorization(Permissions.UsersWrite);
        write.MapPut("", UpdateUser.Handle).WithName("UpdateUser");
        write.MapDelete("", DeleteUser.DeleteAsync).WithName("DeleteUser").RequireStepUp();
        write.MapPost("/restore", DeleteUser.RestoreAsync).WithName("RestoreUser");
        write.MapPost("/erase", DeleteUser.EraseAsync).WithName("EraseUser").RequireStepUp();
        write.MapPost("/disable", DisableUser.DisableAsync).WithName("DisableUser").RequireStepUp();
        write.MapPost("/enable", DisableUser.EnableAsync).WithName("EnableUser");
        write.MapPost("/reset-password", ResetUser.PasswordAsync).WithName("ResetUserPassword");
        write.MapPost("/reset-factors", ResetUser.FactorsAsync).WithName("ResetUserFactors").RequireStepUp();
        write.MapPut("/memberships/{tenant}", Memberships.SetAsync).WithName("SetMembership");
        write.MapDelete("/memberships/{tenant}", Memberships.RemoveAsync).WithName("RemoveMembership");
        write.MapPost("/memberships/{tenant}/transfer-ownership", TransferOwnership.Handle).WithName("TransferOwnership").RequireStepUp();

        users.MapPut("/{user:guid}/platform-roles", PlatformRoles.SetAsync).WithName("SetPlatformRoles").RequireAuthorization(Permissions.OperatorsWrite).RequireStepUp();
    }
}
