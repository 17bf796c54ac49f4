using StudioOps.Http;
using StudioOps.Identity.Contracts;

namespace StudioOps.Identity.ServiceAccounts;

internal static class ServiceAccountEndpoints
{
    public static RouteGroupBuilder MapServiceAccounts(this IEndpointRouteBuilder routes)
    {
        var accounts = routes.MapGroup("/api/v1/service-accounts").WithTags("Service accounts")
            .RequireAuthorization(Permissions.ServiceAccountsRead)
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);

        accounts.MapGet("/", ListServiceAccounts.Handle).WithName("ListServiceAccounts");
        accounts.MapPost("/", CreateServiceAccount.Handle).WithName("CreateServiceAccount")
            .RequireAuthorization(Permissions.ServiceAccountsWrite).RequireStepUp();
        return accounts;
    }
}
