using StudioOps.Identity.Contracts;

namespace StudioOps.Admin.Audit;

internal static class AuditEndpoints
{
    public static RouteGroupBuilder MapAudit(this IEndpointRouteBuilder routes)
    {
        var audit = routes.MapGroup("/api/v1/audit").WithTags("Audit")
            .RequireAuthorization(Permissions.AuditRead)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);

        audit.MapGet("", ListAudit.Handle).WithName("ListAudit");
        audit.MapGet("/verification", VerifyAudit.Handle).WithName("VerifyAudit");
        audit.MapGet("/export", ExportAudit.Handle).WithName("ExportAudit").Produces(StatusCodes.Status200OK, contentType: ExportAudit.ContentType);
        return audit;
    }
}
