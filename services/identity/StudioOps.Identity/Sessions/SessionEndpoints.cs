using StudioOps.Identity.Contracts;

namespace StudioOps.Identity.Sessions;

internal static class SessionEndpoints
{
    public static void MapSessions(this IEndpointRouteBuilder routes)
    {
        var mine = Group(routes, "/api/v1/sessions");
        mine.MapGet("", MySessions.ListAsync).WithName("ListMySessions").RequireAuthorization(Permissions.ProfileRead);
        mine.MapDelete("", MySessions.EndAllAsync).WithName("EndMySessions").RequireAuthorization(Permissions.ProfileWrite);
        mine.MapDelete("/{session:guid}", MySessions.EndAsync).WithName("EndMySession").RequireAuthorization(Permissions.ProfileWrite);

        var theirs = Group(routes, "/api/v1/users/{user:guid}/sessions");
        theirs.MapGet("", UserSessions.ListAsync).WithName("ListUserSessions").RequireAuthorization(Permissions.UsersRead);
        theirs.MapDelete("", UserSessions.EndAllAsync).WithName("EndUserSessions").RequireAuthorization(Permissions.UsersWrite);
        theirs.MapDelete("/{session:guid}", UserSessions.EndAsync).WithName("EndUserSession").RequireAuthorization(Permissions.UsersWrite);
    }

    private static RouteGroupBuilder Group(IEndpointRouteBuilder routes, string prefix) => routes.MapGroup(prefix).WithTags("Sessions")
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status403Forbidden);
}
