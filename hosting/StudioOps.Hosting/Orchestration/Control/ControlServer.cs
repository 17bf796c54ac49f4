using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StudioOps.Hosting.Orchestration.Dashboard;

namespace StudioOps.Hosting.Orchestration.Control;

/// <summary>The one door through which a running graph is asked and told: HTTP over a socket only its owner may open.</summary>
internal sealed class ControlServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly WebApplication _app;
    private readonly string _socket;

    private ControlServer(WebApplication app, string socket)
    {
        _app = app;
        _socket = socket;
    }

    public static async Task<ControlServer> StartAsync(HostPaths paths, Orchestrator orchestrator, DashboardDoor dashboard, Action stop, CancellationToken cancellationToken)
    {
        // Bound under another name and moved when it is private, so that there is no moment in which others could connect.
        var nursery = Directory.CreateDirectory(
            Path.Combine(Path.GetDirectoryName(paths.Socket)!, ".door"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var socket = Path.Combine(nursery.FullName, "s");
        File.Delete(socket);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(socket));
        var app = builder.Build();
        app.UseRouting();
        Map(app, orchestrator, stop);
        dashboard.Map(app, app.Lifetime.ApplicationStopping);
        await app.StartAsync(cancellationToken);

        File.SetUnixFileMode(socket, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.Move(socket, paths.Socket, overwrite: true);
        nursery.Delete(recursive: true);
        return new ControlServer(app, paths.Socket);
    }

    public async ValueTask DisposeAsync()
    {
        File.Delete(_socket);

        // All it could tell of has ended: whoever still holds a connection does not hold up the end.
        using var patience = new CancellationTokenSource(Patience);
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync();
    }

    private static void Map(IEndpointRouteBuilder routes, Orchestrator orchestrator, Action stop)
    {
        routes.MapGet("/status", context => JsonAsync(context, orchestrator.Status()));
        routes.MapPost("/stop", context =>
        {
            stop();
            return context.Response.WriteAsync("stopping");
        });
        routes.MapPost("/resources/{name}/{verb}", context => TellAsync(context, orchestrator));
    }

    private static async Task TellAsync(HttpContext context, Orchestrator orchestrator)
    {
        var name = (string)context.Request.RouteValues["name"]!;
        if (orchestrator.Find(name) is not { } runner)
        {
            await RefuseAsync(context, StatusCodes.Status404NotFound, $"There is no resource named {name}. There are: {string.Join(", ", orchestrator.Names)}.");
            return;
        }

        switch (context.Request.RouteValues["verb"])
        {
            case "stop":
                await runner.StopAsync(context.RequestAborted);
                break;
            case "start":
                await runner.StartAsync(context.RequestAborted);
                break;
            case "restart":
                await runner.RestartAsync(context.RequestAborted);
                break;
            case "kill":
                await runner.KillAsync(context.RequestAborted);
                break;
            default:
                await RefuseAsync(context, StatusCodes.Status400BadRequest, "A resource can be told to stop, start, restart or kill.");
                return;
        }

        await JsonAsync(context, orchestrator.Status(runner));
    }

    private static Task JsonAsync(HttpContext context, HostStatus status) =>
        context.Response.WriteAsJsonAsync(status, StatusJson.Default.HostStatus, cancellationToken: context.RequestAborted);

    private static Task RefuseAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(text);
    }
}
