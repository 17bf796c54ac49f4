using System.Net;
using StudioOps.Dashboard.Host;
using StudioOps.Dashboard.Telemetry;

namespace StudioOps.Dashboard.Api;

internal static partial class ResourcesApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/resources", ListAsync);
        api.MapGet("/resources/{name}/environment/{variable}", RevealAsync);
        api.MapPost("/resources/{name}/commands/{command}", CommandAsync);
    }

    private static async Task<ResourceList> ListAsync(HostLink host, TelemetryStore store, CancellationToken cancellationToken)
    {
        var known = await host.ResourcesAsync(cancellationToken);
        var strangers = store.Senders.Except(known.Select(resource => resource.Name)).Select(HostResource.SeenInTelemetry);
        return new ResourceList([.. known, .. strangers]);
    }

    private static async Task<IResult> RevealAsync(HostLink host, ILoggerFactory loggers, string name, string variable, CancellationToken cancellationToken)
    {
        using var answer = await host.RevealAsync(name, variable, cancellationToken);
        if (answer is not { StatusCode: HttpStatusCode.OK })
        {
            return await RefuseAsync(answer, "variable.not-found", cancellationToken);
        }

        LogRevealed(loggers.CreateLogger(typeof(ResourcesApi)), variable, name);
        return Results.Json(new RevealedVariable(await answer.Content.ReadAsStringAsync(cancellationToken)), DashboardJson.Default.RevealedVariable);
    }

    private static async Task<IResult> CommandAsync(HostLink host, string name, string command, CancellationToken cancellationToken)
    {
        using var answer = await host.CommandAsync(name, command, cancellationToken);
        return answer is { IsSuccessStatusCode: true }
            ? Results.Json(new CommandAccepted(await answer.Content.ReadAsStringAsync(cancellationToken)), DashboardJson.Default.CommandAccepted, statusCode: StatusCodes.Status202Accepted)
            : await RefuseAsync(answer, answer?.StatusCode == HttpStatusCode.NotFound ? "command.not-found" : "command.failed", cancellationToken);
    }

    private static async Task<IResult> RefuseAsync(HttpResponseMessage? answer, string code, CancellationToken cancellationToken) => answer is null
        ? Problems.Of(StatusCodes.Status503ServiceUnavailable, "host.absent", "No host answers.")
        : Problems.Of((int)answer.StatusCode, code, await answer.Content.ReadAsStringAsync(cancellationToken));

    [LoggerMessage(LogLevel.Information, "{Variable} of {Resource} was revealed")]
    private static partial void LogRevealed(ILogger logger, string variable, string resource);
}
