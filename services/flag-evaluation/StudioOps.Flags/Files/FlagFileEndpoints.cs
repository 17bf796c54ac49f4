using Microsoft.AspNetCore.Mvc;
using StudioOps.Identity.Contracts;

namespace StudioOps.Flags.Files;

/// <summary>An installation's definitions as one file: out, compared, in; and other systems' files on their way to one.</summary>
internal static class FlagFileEndpoints
{
    /// <summary>The gateway's route lets as much through.</summary>
    private const int LongestFile = 16 * 1024 * 1024;

    public static void MapFlagFiles(this IEndpointRouteBuilder routes)
    {
        var files = routes.MapGroup("/api/v1/flags/files").WithTags("Definition files")
            .RequireAuthorization(Permissions.FlagsRead)
            .ForOperators()
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);
        files.MapGet("/export", ExportFlags.Handle).WithName("ExportFlags");
        var changes = files.MapGroup("").RequireAuthorization(Permissions.FlagsWrite).WithMetadata(new RequestSizeLimitAttribute(LongestFile));
        changes.MapPost("/plan", PlanFlags.Handle).WithName("PlanFlags");
        changes.MapPost("/apply", ApplyFlags.Handle).WithName("ApplyFlags");
        changes.MapPost("/import", ImportFlags.Handle).WithName("ImportFlags");
    }
}
