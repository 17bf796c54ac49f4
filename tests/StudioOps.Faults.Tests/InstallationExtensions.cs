using System.Text.Json;
using StudioOps.Story;

namespace StudioOps.Faults.Tests;

/// <summary>What a test of faults wants to know of an installation.</summary>
internal static class InstallationExtensions
{
    private static readonly string[] Services = ["identity", "tenant", "flag-evaluation", "provisioning", "admin", "gateway"];

    extension(Installation installation)
    {
        /// <summary>Returns when every service says it may be given work.</summary>
        public Task ReadyAsync(TimeSpan within) => Task.WhenAll(Services.Select(service =>
            Api.UntilAsync(async () => await installation.ReadinessAsync(service) == "healthy", within, $"{service} is ready")));

        /// <summary>What a service says of itself: <c>healthy</c>, <c>degraded</c>, <c>unhealthy</c>; null when nobody answers.</summary>
        public async Task<string?> ReadinessAsync(string service)
        {
            using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
            try
            {
                using var answer = await http.GetAsync(new Uri(installation.Address(service), "/health/ready"));
                return JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync()).GetProperty("status").GetString();
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                return null;
            }
        }
    }
}
