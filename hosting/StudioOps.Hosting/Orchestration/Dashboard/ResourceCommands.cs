using System.Globalization;

namespace StudioOps.Hosting.Orchestration.Dashboard;

/// <summary>What a resource can be told from the dashboard: its life, and the HTTP commands the graph gives it.</summary>
internal static class ResourceCommands
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(60) };

    public static IReadOnlyList<CommandView> Of(ResourceRunner runner)
    {
        // A database lives in its server, and whoever asks through the dashboard needs the dashboard.
        var (resource, status) = (runner.Resource, runner.Board.Current);
        var isDown = status.State is ResourceState.Stopped or ResourceState.Failed or ResourceState.Exited;
        IEnumerable<CommandView> life = resource.IsAuxiliary || resource is PostgresDatabaseResource
            ? []
            : [new("start", "Start", Enabled(isDown)), new("stop", "Stop", Enabled(!isDown)), new("restart", "Restart", Enabled(!isDown))];
        return [.. life, .. resource.Commands.Select(command => new CommandView(command.Name, command.DisplayName, Enabled(status.IsReady), command.Options.ConfirmationMessage))];
    }

    /// <summary>Returns at once for what takes its time; the state tells how it goes on. Null when there is no such command.</summary>
    public static async Task<string?> RunAsync(ResourceRunner runner, string name, CancellationToken cancellationToken)
    {
        var known = Of(runner).FirstOrDefault(command => command.Name == name);
        if (known is null)
        {
            return null;
        }

        if (known.State != "enabled")
        {
            throw new HostException($"{runner.Resource.Name} is {runner.Board.Current.State.ToString().ToLowerInvariant()}: {known.DisplayName} is not possible now.");
        }

        switch (name)
        {
            case "start":
                _ = runner.StartAsync(CancellationToken.None);
                return "starting";
            case "stop":
                _ = runner.StopAsync(CancellationToken.None);
                return "stopping";
            case "restart":
                _ = runner.RestartAsync(CancellationToken.None);
                return "restarting";
            default:
                return await SendAsync(runner.Resource, runner.Resource.Commands.Single(command => command.Name == name), cancellationToken);
        }
    }

    private static async Task<string> SendAsync(Resource resource, HttpCommandDeclaration command, CancellationToken cancellationToken)
    {
        var endpoint = (command.EndpointName is { } name ? resource.FindEndpoint(name) : resource.Endpoints.Find(candidate => candidate.IsHttp))
            ?? throw new HostException($"{resource.Name} has no http endpoint to send {command.DisplayName} to.");
        var address = string.Create(CultureInfo.InvariantCulture, $"{endpoint.Scheme}://127.0.0.1:{endpoint.AllocatedPort}{command.Path}");
        using var request = new HttpRequestMessage(command.Options.Method ?? HttpMethod.Post, new Uri(address));
        await (command.Options.PrepareRequest?.Invoke(new HttpCommandRequestContext
        {
            ResourceName = resource.Name,
            Endpoint = new EndpointReference(resource, endpoint.Name),
            Request = request,
            CancellationToken = cancellationToken,
        }) ?? Task.CompletedTask);
        try
        {
            using var answer = await Http.SendAsync(request, cancellationToken);
            var told = $"{request.Method} {command.Path} answered {(int)answer.StatusCode}";
            return answer.IsSuccessStatusCode ? told : throw new HostException(told);
        }
        catch (HttpRequestException failure)
        {
            throw new HostException($"{request.Method} {command.Path} was not answered: {failure.Message}");
        }
    }

    private static string Enabled(bool isSo) => isSo ? "enabled" : "disabled";
}
