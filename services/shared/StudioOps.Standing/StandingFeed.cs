using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using StudioOps.ServiceDefaults;

namespace StudioOps.Standing;

/// <summary>Where a service reads the feed: over HTTP from identity, or, in identity itself, from its own table.</summary>
public interface IStandingSource
{
    /// <summary>Entries newer than <paramref name="after"/>, oldest first.</summary>
    Task<IReadOnlyList<StandingEntry>> ReadAsync(long after, CancellationToken ct);
}

internal sealed class IdentityStanding(HttpClient identity) : IStandingSource
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    public async Task<IReadOnlyList<StandingEntry>> ReadAsync(long after, CancellationToken ct) =>
        await identity.GetFromJsonAsync<StandingEntry[]>($"/internal/v1/standing?after={after}", Json, ct) ?? [];
}

/// <summary>Keeps the book current: a push over Redis for speed, a poll every two seconds whatever happens.</summary>
internal sealed partial class StandingFeed(StandingBook book, IStandingSource source, ConnectionMultiplexer redis, ILogger<StandingFeed> logger) : BackgroundService
{
    /// <summary>The Redis channel identity announces changes on; what it says is a hint, the feed is the truth.</summary>
    public const string Channel = "standing";

    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);
    private readonly SemaphoreSlim _wake = new(0, 1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Published while we were disconnected is lost: read again after every reconnect.
        redis.ConnectionRestored += (_, _) => Wake();
        _ = redis.GetSubscriber().SubscribeAsync(Channel, (_, _) => Wake());
        var reachable = true;
        while (!stoppingToken.IsCancellationRequested)
        {
            using var quiet = Telemetry.Quiet();
            try
            {
                book.Apply(await source.ReadAsync(book.Revision, stoppingToken));
                book.Confirm();
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

            try
            {
                await _wake.WaitAsync(book.Loaded ? Poll : TimeSpan.FromMilliseconds(250), stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // Already awake.
        }
    }

    [LoggerMessage(LogLevel.Warning, "The standing feed cannot be read; the last known standing stays in force")]
    private partial void LogUnreachable(Exception exception);
}
