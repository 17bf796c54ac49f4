using System.Globalization;

namespace StudioOps.Hosting.Orchestration.Workloads;

/// <summary>GET an address on loopback and expect a status.</summary>
internal sealed class HttpProbe(Resource resource, HttpHealthDeclaration health)
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(5) };

    public async Task<string?> ComplaintAsync(CancellationToken cancellationToken)
    {
        var endpoint = (health.EndpointName is { } name ? resource.FindEndpoint(name) : resource.Endpoints.Find(candidate => candidate.IsHttp))
            ?? throw new HostException($"{resource.Name} has a health check but no http endpoint to ask.");
        try
        {
            using var answer = await Http.GetAsync(
                new Uri(string.Create(CultureInfo.InvariantCulture, $"{endpoint.Scheme}://127.0.0.1:{endpoint.AllocatedPort}{health.Path}")),
                HttpCompletionOption.ResponseHeadersRead,
                cancellationToken);
            return (int)answer.StatusCode == health.StatusCode ? null : $"GET {health.Path} answered {(int)answer.StatusCode}";
        }
        catch (HttpRequestException)
        {
            return $"GET {health.Path} was not answered";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"GET {health.Path} took too long";
        }
    }
}
