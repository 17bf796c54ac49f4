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
        var one = accounts.MapGroup("/{account:guid}").RequireAuthorization(Permissions.ServiceAccountsWrite);
        one.MapDelete("", RemoveServiceAccount.RemoveAsync).WithName("RemoveServiceAccount").RequireStepUp();
        one.MapPost("/rotate", RemoveServiceAccount.RotateAsync).WithName("RotateServiceAccount").RequireStepUp();
        return accounts;
    }
}
