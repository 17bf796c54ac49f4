using StudioOps.Http;
using StudioOps.Identity.Contracts;

namespace StudioOps.Identity.Clients;

internal static class ClientEndpoints
{
    public static void MapClients(this IEndpointRouteBuilder routes)
    {
        var clients = routes.MapGroup("/api/v1/clients").WithTags("Clients")
            .RequireAuthorization(Permissions.ClientsRead)
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);

        clients.MapGet("/", ListClients.Handle).WithName("ListClients");
        clients.MapGet("/{client}", ListClients.Get).WithName("GetClient");
        clients.MapPost("/", CreateClient.Handle).WithName("CreateClient").RequireAuthorization(Permissions.ClientsWrite).RequireStepUp();
        clients.MapPut("/{client}", ChangeClient.Handle).WithName("ChangeClient").RequireAuthorization(Permissions.ClientsWrite).RequireStepUp();
        clients.MapPost("/{client}/secret", RotateClientSecret.Handle).WithName("RotateClientSecret").RequireAuthorization(Permissions.ClientsWrite).RequireStepUp();
        clients.MapPost("/{client}/disable", SwitchClient.Disable).WithName("DisableClient").RequireAuthorization(Permissions.ClientsWrite).RequireStepUp();
        clients.MapPost("/{client}/enable", SwitchClient.Enable).WithName("EnableClient").RequireAuthorization(Permissions.ClientsWrite).RequireStepUp();
    }
}
