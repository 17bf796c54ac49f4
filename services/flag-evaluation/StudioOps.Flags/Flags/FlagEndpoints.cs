using StudioOps.Http;
using StudioOps.Identity.Contracts;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Flags;

internal static class FlagEndpoints
{
    public static void MapFlags(this IEndpointRouteBuilder routes)
    {
        var flags = routes.MapGroup("/api/v1/flags").WithTags("Flags")
            .RequireAuthorization(Permissions.FlagsRead)
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);
        flags.MapGet("", ListFlags.Handle).WithName("ListFlags");
        flags.MapGet("/{key}", GetFlag.Handle).WithName("GetFlag");

        // Definitions belong to the installation: a tenant's token changes none, whatever its role was given.
        var changes = flags.MapGroup("").ForOperators();
        changes.MapPost("", CreateFlag.Handle).WithName("CreateFlag").RequireAuthorization(Permissions.FlagsWrite);
        changes.MapPut("/{key}", UpdateFlag.Handle).WithName("UpdateFlag").RequireAuthorization(Permissions.FlagsWrite);
        changes.MapPatch("/{key}", PatchFlag.Handle).WithName("PatchFlag").Accepts<UpdateFlagRequest>(PatchFlag.MediaType, "application/json").RequireAuthorization(Permissions.FlagsWrite);
        changes.MapDelete("/{key}", ArchiveFlag.Handle).WithName("ArchiveFlag").RequireAuthorization(Permissions.FlagsWrite);
        changes.MapPost("/{key}/unarchive", UnarchiveFlag.Handle).WithName("UnarchiveFlag").RequireAuthorization(Permissions.FlagsWrite);
        changes.MapPost("/{key}/purge", PurgeFlag.Handle).WithName("PurgeFlag").RequireAuthorization(Permissions.FlagsPurge);
        changes.MapPost("/{key}/kill", KillFlag.Handle).WithName("KillFlag").RequireAuthorization(Permissions.FlagsKill);
        changes.MapPost("/{key}/restore", RestoreFlag.Handle).WithName("RestoreFlag").RequireAuthorization(Permissions.FlagsKill);
    }

    /// <summary>Closes these endpoints to whoever is not of the platform.</summary>
    public static RouteGroupBuilder ForOperators(this RouteGroupBuilder endpoints) => endpoints.AddEndpointFilter(async (context, next) =>
        context.HttpContext.RequestServices.GetRequiredService<Caller>().IsPlatform
            ? await next(context)
            : Problems.Refuse(StatusCodes.Status403Forbidden, "permission.missing", "Flags are defined by operators.")).WithMetadata(new PlatformOnly());
}
