using StudioOps.Hosting.Testing;

namespace StudioOps.Ledger;

/// <summary>Servers that may be killed, kept warm for every schedule.</summary>
public sealed class CrashRig : IAsyncDisposable
{
    private readonly SemaphoreSlim _oneRestart = new(1, 1);

    private CrashRig(LocalServers servers) => Servers = servers;

    public LocalServers Servers { get; }

    public static async Task<CrashRig> StartAsync() => new(await LocalServers.StartAsync(ServerKinds.Postgres | ServerKinds.RabbitMq));

    /// <summary>Kills a server under everybody, and starts it again.</summary>
    public async Task RestartAsync(ServerKinds kind)
    {
        await _oneRestart.WaitAsync();
        try
        {
            await Servers.KillAsync(kind);
            await Servers.StartAgainAsync(kind);
        }
        finally
        {
            _oneRestart.Release();
        }
    }

    /// <summary>Runs the schedules of these seeds, some of them side by side, each with a database, queues and processes of its own.</summary>
    /// <param name="seeds">What is drawn from.</param>
    /// <param name="lanes">How many side by side.</param>
    /// <param name="ran">Hears of each that settled.</param>
    /// <exception cref="InvalidOperationException">One did not settle; says which and why.</exception>
    public async Task RunAsync(IReadOnlyCollection<int> seeds, int lanes, Action<CrashSchedule, TimeSpan> ran)
    {
        var waiting = new System.Collections.Concurrent.ConcurrentQueue<int>(seeds);
        using var failed = new CancellationTokenSource();
        await Task.WhenAll(Enumerable.Range(0, Math.Min(lanes, seeds.Count)).Select(async _ =>
        {
            await using var lane = await CrashLane.StartAsync(this);
            while (!failed.IsCancellationRequested && waiting.TryDequeue(out var seed))
            {
                try
                {
                    var schedule = new CrashSchedule(lane, seed);
                    var clock = System.Diagnostics.Stopwatch.StartNew();
                    await schedule.RunAsync();
                    ran(schedule, clock.Elapsed);
                }
                catch
                {
                    await failed.CancelAsync();
                    throw;
                }
            }
        }));
    }

    public ValueTask DisposeAsync() => Servers.DisposeAsync();
}
