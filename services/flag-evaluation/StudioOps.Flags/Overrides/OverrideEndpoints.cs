using Microsoft.AspNetCore.Http.HttpResults;
using StudioOps.Identity.Contracts;
using StudioOps.ServiceDefaults;

namespace StudioOps.Flags.Overrides;

internal static class OverrideEndpoints
{
    public static void MapOverrides(this IEndpointRouteBuilder routes)
    {
        var overrides = routes.MapGroup("/api/v1/overrides").WithTags("Overrides")
            .RequireAuthorization(Permissions.FlagsRead)
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);
        overrides.MapGet("", ListOverrides.Handle).WithName("ListOverrides");
        overrides.MapPut("", SetOverride.Handle).WithName("SetOverride").RequireAuthorization(Permissions.FlagsOverride);
        overrides.MapDelete("", RemoveOverride.Handle).WithName("RemoveOverride").RequireAuthorization(Permissions.FlagsOverride);
    }

    public static ProblemHttpResult OperatorsOnly() =>
        Problems.Refuse(StatusCodes.Status403Forbidden, "permission.missing", "What is decided for a partner is decided by operators.");
}
