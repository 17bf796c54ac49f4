using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace StudioOps.Flags.Client.Following;

/// <summary>Follows the stream for as long as the application runs. Nothing that goes wrong ends it; a refusal only makes it ask less often.</summary>
internal sealed partial class Follower(FlagClient client, FlagStream stream, StateFile file, IOptions<FlagClientOptions> options, Random random, ILogger<Follower> logger) : BackgroundService
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var (known, pause) = (file.Kept, First);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await foreach (var view in stream.ReadAsync(known, stoppingToken))
                {
                    client.Connected(true);
                    pause = First;
                    if (view is not null)
                    {
                        known = view;
                        client.Take(view.Compile());
                        file.Write(view);
                    }
                }
            }
            catch (HttpRequestException refused) when (refused.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound)
            {
                LogRefused((int)refused.StatusCode);
                pause = options.Value.LongestPause;
            }
            catch (Exception e) when (e is HttpRequestException or IOException or JsonException or InvalidOperationException
                || (e is OperationCanceledException && !stoppingToken.IsCancellationRequested))
            {
                LogLost(client.Revision, e);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            client.Connected(false);
            if (!await WaitAsync(pause, stoppingToken))
            {
                return;
            }

            pause = pause * 2 < options.Value.LongestPause ? pause * 2 : options.Value.LongestPause;
        }
    }

    /// <summary>Not all at once: clients that lost the same service do not come back in the same moment.</summary>
    private async Task<bool> WaitAsync(TimeSpan pause, CancellationToken ct)
    {
        try
        {
            using var timer = new PeriodicTimer(pause * (0.75 + (random.NextDouble() / 2)));
            return await timer.WaitForNextTickAsync(ct);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The flags are not followed: the service answered {Status}. Answers go on from what was last heard")]
    private partial void LogRefused(int status);

    [LoggerMessage(LogLevel.Information, "The stream of flags was lost; answers go on from revision {Revision}")]
    private partial void LogLost(long revision, Exception exception);
}
