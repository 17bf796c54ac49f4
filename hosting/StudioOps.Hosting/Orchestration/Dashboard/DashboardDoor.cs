using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace StudioOps.Hosting.Orchestration.Dashboard;

/// <summary>What the control door offers the dashboard beside status and verbs: views, console lines, commands, and word of changes.</summary>
internal sealed class DashboardDoor(HostOptions options, Orchestrator orchestrator, GraphView view, ConsoleHistory history, TimeProvider clock)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    // Processor and memory change without anybody saying so.
    private static readonly TimeSpan Refresh = TimeSpan.FromSeconds(3);

    public void Map(IEndpointRouteBuilder routes, CancellationToken stopping)
    {
        routes.MapGet("/resources", context => context.Response.WriteAsJsonAsync(view.All(), DashboardJson.Default.ResourceViews, cancellationToken: context.RequestAborted));
        routes.MapGet("/resources/{name}/environment/{variable}", RevealAsync);
        routes.MapPost("/resources/{name}/commands/{command}", CommandAsync);
        routes.MapGet("/console", ConsoleAsync);
        routes.MapGet("/console/{name}", DownloadAsync);
        routes.MapGet("/events", context => EventsAsync(context, stopping));
    }

    private Task RevealAsync(HttpContext context) => view.Reveal(Route(context, "name"), Route(context, "variable")) is { } value
        ? context.Response.WriteAsync(value)
        : RefuseAsync(context, StatusCodes.Status404NotFound, "There is no such variable.");

    private async Task CommandAsync(HttpContext context)
    {
        try
        {
            var told = orchestrator.Find(Route(context, "name")) is { } runner
                ? await ResourceCommands.RunAsync(runner, Route(context, "command"), context.RequestAborted)
                : null;
            await (told is null ? RefuseAsync(context, StatusCodes.Status404NotFound, "There is no such resource or command.") : context.Response.WriteAsync(told));
        }
        catch (HostException refusal)
        {
            await RefuseAsync(context, StatusCodes.Status409Conflict, refusal.Message);
        }
    }

    private Task ConsoleAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var after = long.TryParse(query["after"], CultureInfo.InvariantCulture, out var sequence) ? sequence : (long?)null;
        var limit = int.TryParse(query["limit"], CultureInfo.InvariantCulture, out var wanted) ? Math.Clamp(wanted, 1, 5_000) : 200;
        var lines = history.Read(query["resource"], after, limit);
        return context.Response.WriteAsJsonAsync(
            new ConsoleView([.. lines.Select(line => new ConsoleEntryView(line.Sequence, line.Resource, line.At.UtcDateTime, line.IsError ? "err" : "out", line.Text))]),
            DashboardJson.Default.ConsoleView,
            cancellationToken: context.RequestAborted);
    }

    private async Task DownloadAsync(HttpContext context)
    {
        // Only what is a resource has a log to give; the name goes into a path.
        var path = orchestrator.Find(Route(context, "name")) is { } runner ? options.Paths.LogOf(runner.Resource.Name) : null;
        if (path is null || !File.Exists(path))
        {
            await RefuseAsync(context, StatusCodes.Status404NotFound, "There is no log of that name.");
            return;
        }

        await using var log = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        await log.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    /// <summary>One line of text for each kind of thing that changed, as long as the connection lives.</summary>
    private async Task EventsAsync(HttpContext context, CancellationToken stopping)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        var (resources, console, signal) = (1, 1, new SemaphoreSlim(1));
        void OnStatus(ResourceStatus before, ResourceStatus after) => Tell(ref resources);
        void OnLine() => Tell(ref console);
        void Tell(ref int flag)
        {
            if (Interlocked.Exchange(ref flag, 1) == 0)
            {
                signal.Release();
            }
        }

        orchestrator.Changed += OnStatus;
        history.Added += OnLine;
        try
        {
            await context.Response.WriteAsync($"name {options.ApplicationName}\n", end.Token);
            while (true)
            {
                if (!await signal.WaitAsync(Refresh, end.Token))
                {
                    resources = 1;
                }

                foreach (var word in (string[])[Interlocked.Exchange(ref resources, 0) == 1 ? "resources\n" : "", Interlocked.Exchange(ref console, 0) == 1 ? "console\n" : ""])
                {
                    await context.Response.WriteAsync(word, end.Token);
                }

                await context.Response.Body.FlushAsync(end.Token);
                await Task.Delay(Pace, clock, end.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The dashboard has gone, or the host goes.
        }
        finally
        {
            orchestrator.Changed -= OnStatus;
            history.Added -= OnLine;
        }
    }

    private static string Route(HttpContext context, string name) => (string)context.Request.RouteValues[name]!;

    private static Task RefuseAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(text);
    }
}
