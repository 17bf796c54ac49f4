using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace StudioOps.Flags.Client.Following;

/// <summary>Tells the service how often each variant was answered here, so that nothing still in use looks as if it were not. What cannot be told is told later.</summary>
internal sealed partial class UsageReporter(FlagClient client, IHttpClientFactory clients, AccessTokens tokens, IOptions<FlagClientOptions> options, ILogger<UsageReporter> logger) : BackgroundService
{
    private const int AtOnce = 1000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly Dictionary<(string Flag, string Variant), long> _owed = [];
    private (string Key, (string Flag, string Variant, long Count)[] Counts)? _batch;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.UsageInterval <= TimeSpan.Zero)
        {
            return;
        }

        using var timer = new PeriodicTimer(options.Value.UsageInterval);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TellAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // Once more on the way out.
        }

        await TellAsync(CancellationToken.None);
    }

    private async Task TellAsync(CancellationToken ct)
    {
        try
        {
            client.TakeUsage(_owed);
            while (Next() is var (key, counts))
            {
                await SendAsync(key, counts, ct);
                _batch = null;
            }
        }
        catch (Exception e) when (e is HttpRequestException or InvalidOperationException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            LogOwed(_owed.Count + (_batch?.Counts.Length ?? 0), e);
        }
    }

    /// <summary>A batch whose answer was lost is sent as it was, under its own key: it is counted once.</summary>
    private (string Key, (string Flag, string Variant, long Count)[] Counts)? Next()
    {
        if (_batch is null && _owed.Count > 0)
        {
            (string Flag, string Variant, long Count)[] counts = [.. _owed.Take(AtOnce).Select(owed => (owed.Key.Flag, owed.Key.Variant, owed.Value))];
            _batch = (Guid.CreateVersion7().ToString(), counts);
            foreach (var (flag, variant, _) in counts)
            {
                _owed.Remove((flag, variant));
            }
        }

        return _batch;
    }

    private async Task SendAsync(string key, (string Flag, string Variant, long Count)[] counts, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        using var http = clients.CreateClient(FlagClientOptions.HttpClientName);
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/flags/usage")
        {
            Content = JsonContent.Create(new { tenant = options.Value.Tenant, counts = counts.Select(count => new { flag = count.Flag, variant = count.Variant, count = count.Count }) }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await tokens.GetAsync(patience.Token));
        request.Headers.Add("Idempotency-Key", key);
        using var answer = await http.SendAsync(request, patience.Token);
        if (answer.StatusCode == HttpStatusCode.Unauthorized)
        {
            tokens.Forget();
        }

        // A service that does not want to hear it, because it is older than this client, is not asked for ever.
        if (answer.StatusCode is not (HttpStatusCode.NotFound or HttpStatusCode.BadRequest))
        {
            answer.EnsureSuccessStatusCode();
        }
    }

    [LoggerMessage(LogLevel.Debug, "How often {Count} variants were answered could not be told; it will be later")]
    private partial void LogOwed(int count, Exception exception);
}
