using System.Net.Http.Json;
using System.Net.Sockets;

namespace StudioOps.Hosting.Orchestration.Control;

/// <summary>Talks to the host that runs in a folder, from another process.</summary>
internal sealed class ControlClient(HostPaths paths) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        UseProxy = false,
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(paths.Socket), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    })
    { BaseAddress = new Uri("http://host"), Timeout = TimeSpan.FromMinutes(5) };

    /// <summary>Null when nobody answers.</summary>
    public async Task<HostStatus?> StatusAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _http.GetFromJsonAsync("/status", StatusJson.Default.HostStatus, cancellationToken);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        using var answer = await _http.PostAsync(new Uri("/stop", UriKind.Relative), null, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    /// <exception cref="HostException">When the host refuses; the message is its answer.</exception>
    public async Task<ResourceStatus> TellAsync(string resource, string verb, CancellationToken cancellationToken)
    {
        using var answer = await _http.PostAsync(new Uri($"/resources/{Uri.EscapeDataString(resource)}/{Uri.EscapeDataString(verb)}", UriKind.Relative), null, cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            throw new HostException(await answer.Content.ReadAsStringAsync(cancellationToken));
        }

        var status = await answer.Content.ReadFromJsonAsync(StatusJson.Default.HostStatus, cancellationToken);
        return status!.Resources.Single();
    }

    public void Dispose() => _http.Dispose();
}
