using Yarp.ReverseProxy.Configuration;

namespace StudioOps.Gateway.Routing;

/// <summary>Gives the routes' names their addresses: <c>http://tenant</c> is every <c>services:tenant:http:N</c>, the host <c>public-origin</c> is that origin's.</summary>
internal sealed class Destinations(IConfiguration configuration, PublicOrigin origin) : IProxyConfigFilter
{
    public ValueTask<ClusterConfig> ConfigureClusterAsync(ClusterConfig cluster, CancellationToken cancel)
    {
        var resolved = new Dictionary<string, DestinationConfig>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, destination) in cluster.Destinations ?? new Dictionary<string, DestinationConfig>())
        {
            var service = new Uri(destination.Address).Host;
            var addresses = configuration.GetSection($"services:{service}:http").GetChildren().Select(child => child.Value).OfType<string>().ToList();
            if (addresses.Count == 0)
            {
                throw new InvalidOperationException($"services:{service}:http:0 is missing: reference '{service}' in the AppHost, or set services__{service}__http__0.");
            }

            for (var copy = 0; copy < addresses.Count; copy++)
            {
                resolved[$"{name}-{copy}"] = destination with { Address = addresses[copy] };
            }
        }

        return ValueTask.FromResult(cluster with { Destinations = resolved });
    }

    public ValueTask<RouteConfig> ConfigureRouteAsync(RouteConfig route, ClusterConfig? cluster, CancellationToken cancel) =>
        ValueTask.FromResult(route.Metadata?.GetValueOrDefault("Host") == "public-origin"
            ? route with { Match = route.Match with { Hosts = [origin.Host] } }
            : route);
}
