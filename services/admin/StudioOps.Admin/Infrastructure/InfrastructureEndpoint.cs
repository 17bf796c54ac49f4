using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using StudioOps.Identity.Contracts;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Admin.Infrastructure;

internal static class InfrastructureEndpoint
{
    public static void AddInfrastructure(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<InfrastructureOptions>().BindConfiguration("Infrastructure").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton(services => services.GetRequiredService<IOptions<InfrastructureOptions>>().Value);
        builder.Services.AddSingleton(_ => NeighbourhoodReader.Read(builder.Configuration));
        builder.Services.AddSingleton<ProbeBoard>();
        builder.Services.AddSingleton<ProbeTelemetry>();
        builder.Services.AddHostedService<Prober>();
    }

    public static void MapInfrastructure(this IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/infrastructure", Handle).WithName("GetInfrastructure").WithTags("Infrastructure")
        .RequireAuthorization(Permissions.InfrastructureRead)
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status403Forbidden);

    private static Results<Ok<InfrastructureResource>, ProblemHttpResult> Handle(ProbeBoard board, Caller caller, TimeProvider clock) => caller.IsPlatform
        ? TypedResults.Ok(new InfrastructureResource(clock.GetUtcNow(), board.Show(), board.Planned))
        : Problems.Refuse(StatusCodes.Status403Forbidden, "permission.missing", "What the platform runs on is shown to its operators.");
}
