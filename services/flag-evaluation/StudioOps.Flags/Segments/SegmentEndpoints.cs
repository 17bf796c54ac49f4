using Microsoft.AspNetCore.Mvc;
using StudioOps.Identity.Contracts;

namespace StudioOps.Flags.Segments;

/// <summary>Named groups that any number of flags may ask for. For operators alone: they name tenants and users.</summary>
internal static class SegmentEndpoints
{
    /// <summary>A hundred thousand names; the gateway's route lets as much through.</summary>
    private const int LongestList = 16 * 1024 * 1024;

    public static void MapSegments(this IEndpointRouteBuilder routes)
    {
        var segments = routes.MapGroup("/api/v1/segments").WithTags("Segments")
            .RequireAuthorization(Permissions.FlagsRead)
            .ForOperators()
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);
        segments.MapGet("", ListSegments.Handle).WithName("ListSegments");
        segments.MapGet("/{segment}", ListSegments.One).WithName("GetSegment");
        segments.MapGet("/{segment}/members", ListSegments.Members).WithName("ListSegmentMembers");
        var changes = segments.MapGroup("").RequireAuthorization(Permissions.FlagsWrite);
        changes.MapPost("", CreateSegment.Handle).WithName("CreateSegment").WithMetadata(new RequestSizeLimitAttribute(LongestList));
        changes.MapPut("/{segment}", UpdateSegment.Handle).WithName("UpdateSegment");
        changes.MapPost("/{segment}/members", ChangeMembers.Handle).WithName("ChangeSegmentMembers").WithMetadata(new RequestSizeLimitAttribute(LongestList));
        changes.MapPut("/{segment}/members", ChangeMembers.Replace).WithName("ReplaceSegmentMembers").WithMetadata(new RequestSizeLimitAttribute(LongestList));
        changes.MapDelete("/{segment}", ArchiveSegment.Handle).WithName("ArchiveSegment");
        changes.MapPost("/{segment}/unarchive", ArchiveSegment.Undo).WithName("UnarchiveSegment");
    }
}
