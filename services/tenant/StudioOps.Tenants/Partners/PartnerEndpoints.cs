using StudioOps.Identity.Contracts;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Tenants.Partners;

internal static class PartnerEndpoints
{
    public static void MapPartners(this IEndpointRouteBuilder routes)
    {
        var partners = routes.MapGroup("/api/v1/partners").WithTags("Partners").OfThePlatform(Permissions.PartnersRead);
        partners.MapGet("/", ListPartners.Handle).WithName("ListPartners");
        partners.MapPost("/", CreatePartner.Handle).WithName("CreatePartner").RequireAuthorization(Permissions.PartnersWrite);
        partners.MapGet("/{partner}", GetPartner.Handle).WithName("GetPartner");
        partners.MapPut("/{partner}", UpdatePartner.Handle).WithName("UpdatePartner").RequireAuthorization(Permissions.PartnersWrite);
        partners.MapDelete("/{partner}", DeletePartner.Handle).WithName("DeletePartner").RequireAuthorization(Permissions.PartnersWrite);

        var tenants = routes.MapGroup("/api/v1/tenants/{tenant}/partner").WithTags("Partners").OfThePlatform(Permissions.TenantsWrite);
        tenants.MapPut("/", AttachPartner.Handle).WithName("AttachPartner");
        tenants.MapDelete("/", DetachPartner.Handle).WithName("DetachPartner");
    }

    /// <summary>Whose customers a partner has is the platform's business: a tenant's token is refused whatever permissions it carries.</summary>
    private static RouteGroupBuilder OfThePlatform(this RouteGroupBuilder group, string permission)
    {
        group.RequireAuthorization(permission)
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);
        group.AddEndpointFilter(async (context, next) => context.HttpContext.RequestServices.GetRequiredService<Caller>().IsPlatform
            ? await next(context)
            : Problems.Refuse(StatusCodes.Status403Forbidden, "permission.missing", "Partners are the platform's."));
        return group;
    }
}
