using StudioOps.Identity.Contracts;

namespace StudioOps.Tenants.Tenants;

internal static class TenantEndpoints
{
    public static void MapTenants(this IEndpointRouteBuilder routes)
    {
        var tenants = routes.MapGroup("/api/v1/tenants").WithTags("Tenants")
            .RequireAuthorization(Permissions.TenantsRead)
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);

        tenants.MapGet("/", ListTenants.Handle).WithName("ListTenants");
        tenants.MapPost("/", CreateTenant.Handle).WithName("CreateTenant").RequireAuthorization(Permissions.TenantsCreate);
        tenants.MapGet("/{tenant}", GetTenant.Handle).WithName("GetTenant");
        tenants.MapPut("/{tenant}", UpdateTenant.Handle).WithName("UpdateTenant").RequireAuthorization(Permissions.TenantsWrite);
        tenants.MapDelete("/{tenant}", DeleteTenant.Handle).WithName("DeleteTenant").RequireAuthorization(Permissions.TenantsDelete);
        tenants.MapPost("/{tenant}/start", StartTenant.Handle).WithName("StartTenant").RequireAuthorization(Permissions.TenantsCreate);
        tenants.MapPost("/{tenant}/suspend", SuspendTenant.Handle).WithName("SuspendTenant").RequireAuthorization(Permissions.TenantsSuspend);
        tenants.MapPost("/{tenant}/resume", ResumeTenant.Handle).WithName("ResumeTenant").RequireAuthorization(Permissions.TenantsSuspend);
    }
}
