using StudioOps.ServiceDefaults;
using System.Net;
using System.Net.Http.Headers;

namespace StudioOps.Gateway;

/// <summary>The tenant service's list of host names.</summary>
internal sealed class TenantHosts(HttpClient tenant)
{
    private EntityTagHeaderValue? _tag;

    /// <summary>The list, or null when it is the one we have.</summary>
    public async Task<TenantHost[]?> ReadAsync(CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/internal/v1/hosts");
        if (_tag is not null)
        {
            request.Headers.IfNoneMatch.Add(_tag);
        }

        using var response = await tenant.SendAsync(request, ct);
        if (response.StatusCode == HttpStatusCode.NotModified)
        {
            return null;
        }

        response.EnsureSuccessStatusCode();
        var hosts = await response.Content.ReadFromJsonAsync(GatewayJson.Default.TenantHostArray, ct);
        _tag = response.Headers.ETag;
        return hosts;
    }
}

/// <summary>Asks every two seconds; while nobody answers, the last answer holds.</summary>
internal sealed partial class HostFeed(TenantHosts source, HostDirectory directory, TimeProvider clock, ILogger<HostFeed> logger) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Poll, clock);
        var reachable = true;
        do
        {
            using var quiet = Telemetry.Quiet();
            try
            {
                if (await source.ReadAsync(stoppingToken) is { } hosts)
                {
                    directory.Replace(hosts);
                }

                reachable = true;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                if (reachable)
                {
                    LogUnreachable(e);
                }

                reachable = false;
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(LogLevel.Warning, "The list of host names cannot be read; the last one stays in force")]
    private partial void LogUnreachable(Exception exception);
}
