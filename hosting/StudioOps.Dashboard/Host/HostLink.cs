using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Serialization.Metadata;
using StudioOps.Dashboard.Api;
using StudioOps.Dashboard.Live;

namespace StudioOps.Dashboard.Host;

/// <summary>Talks to the host over the socket only its owner may open, and hears from it when something changed.</summary>
internal sealed partial class HostLink(DashboardOptions options, Revisions revisions, TimeProvider clock, ILogger<HostLink> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly HttpClient? _http = options.Host is { Length: > 0 } socket ? Client(socket) : null;
    private volatile HostState _state = new(false, null, options.Host is { Length: > 0 } ? "The host has not answered yet." : "This dashboard runs alone: it was not started by a host.");

    public HostState State => _state;

    public async Task<IReadOnlyList<HostResource>> ResourcesAsync(CancellationToken cancellationToken) =>
        await GetAsync("/resources", DashboardJson.Default.ResourceList, cancellationToken) is { } list ? list.Resources : [];

    public async Task<IReadOnlyList<ConsoleEntry>> ConsoleAsync(string? resource, long? after, int limit, CancellationToken cancellationToken)
    {
        var query = string.Create(CultureInfo.InvariantCulture, $"/console?resource={Uri.EscapeDataString(resource ?? string.Empty)}&after={after}&limit={limit}");
        return await GetAsync(query, DashboardJson.Default.ConsolePage, cancellationToken) is { } page ? page.Entries : [];
    }

    /// <summary>Everything one resource printed that is still on disk; null when there is nobody to ask.</summary>
    public async Task<HttpResponseMessage?> LogAsync(string resource, CancellationToken cancellationToken) => _http is null ? null
        : await SendAsync(HttpMethod.Get, $"/console/{Uri.EscapeDataString(resource)}", cancellationToken);

    public Task<HttpResponseMessage?> RevealAsync(string resource, string variable, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, $"/resources/{Uri.EscapeDataString(resource)}/environment/{Uri.EscapeDataString(variable)}", cancellationToken);

    public Task<HttpResponseMessage?> CommandAsync(string resource, string command, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, $"/resources/{Uri.EscapeDataString(resource)}/commands/{Uri.EscapeDataString(command)}", cancellationToken);

    public override void Dispose()
    {
        _http?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (_http is not null && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
                Lost("The host has gone.");
            }
            catch (Exception lost) when (lost is HttpRequestException or IOException)
            {
                Lost($"The host does not answer: {lost.Message}");
            }

            await Task.Delay(Pause, clock, stoppingToken);
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        using var answer = await _http!.GetAsync(new Uri("/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        answer.EnsureSuccessStatusCode();
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellationToken));
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            // The first line is the host's name; the others say what changed.
            if (line.StartsWith("name ", StringComparison.Ordinal))
            {
                _state = new HostState(true, line[5..], null);
                LogConnected(line[5..]);
                revisions.Touch(Topic.Resources);
                revisions.Touch(Topic.Console);
            }
            else if (line is "resources" or "console")
            {
                revisions.Touch(line == "console" ? Topic.Console : Topic.Resources);
            }
        }
    }

    private void Lost(string why)
    {
        if (_state.Connected)
        {
            LogLost(why);
        }

        _state = new HostState(false, _state.Name, why);
        revisions.Touch(Topic.Resources);
    }

    private async Task<T?> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        using var answer = await SendAsync(HttpMethod.Get, path, cancellationToken);
        return answer is { StatusCode: HttpStatusCode.OK } ? await answer.Content.ReadFromJsonAsync(type, cancellationToken) : null;
    }

    private async Task<HttpResponseMessage?> SendAsync(HttpMethod method, string path, CancellationToken cancellationToken)
    {
        if (_http is null)
        {
            return null;
        }

        try
        {
            using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static HttpClient Client(string path) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    })
    { BaseAddress = new Uri("http://host"), Timeout = TimeSpan.FromMinutes(2) };

    [LoggerMessage(LogLevel.Information, "Shows the resources of {Host}")]
    private partial void LogConnected(string host);

    [LoggerMessage(LogLevel.Warning, "{Why}")]
    private partial void LogLost(string why);
}
