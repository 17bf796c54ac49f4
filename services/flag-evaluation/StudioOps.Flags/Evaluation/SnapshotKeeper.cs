using StackExchange.Redis;

namespace StudioOps.Flags.Evaluation;

/// <summary>Keeps the snapshot in Redis up to date, behind everything else: no answer and no change waits for it.</summary>
internal sealed partial class SnapshotKeeper(Snapshots snapshots, SharedSnapshot shared, ConnectionMultiplexer redis, ILogger<SnapshotKeeper> logger) : BackgroundService
{
    /// <summary>How soon what could not be written is tried again.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _news = new(0, 1);
    private volatile Installation? _written;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        snapshots.Swapped += Wake;
        // A Redis that comes back may have forgotten everything.
        redis.ConnectionRestored += (_, _) => Forget();
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await KeepAsync();
                await _news.WaitAsync(Again, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
        finally
        {
            snapshots.Swapped -= Wake;
        }
    }

    private async Task KeepAsync()
    {
        var current = snapshots.Current;
        if (current.IsCold || current.IsSecondHand || ReferenceEquals(current, _written))
        {
            return;
        }

        var (written, failed) = (_written, _written is null);
        try
        {
            // From here on a lost connection counts: it sets this back to null.
            _written = current;
            if (!await shared.WriteAsync(written, current).WaitAsync(Again))
            {
                Forget();
            }
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            _written = null;
            if (!failed)
            {
                LogNotKept(current.Revision, e);
            }
        }
    }

    private void Forget()
    {
        _written = null;
        Wake();
    }

    private void Wake()
    {
        try
        {
            _news.Release();
        }
        catch (SemaphoreFullException)
        {
            // Awake already.
        }
    }

    [LoggerMessage(LogLevel.Warning, "Revision {Revision} could not be kept in Redis; a start without Postgres would not know of it until it can")]
    private partial void LogNotKept(long revision, Exception exception);
}
