using System.Collections.Concurrent;

namespace StudioOps.Gateway;

/// <summary>How many calls a window has seen, this one included, and how long it still lasts.</summary>
internal readonly record struct RateWindow(long Count, TimeSpan Remaining);

/// <summary>Windows all copies of the gateway count in together; while Redis is away each copy counts alone.</summary>
internal sealed class SharedWindows(GatewayRedis redis, LocalWindows local, TimeProvider clock)
{
    // A window begins with its first call. A key that lost its expiry (a copy restored from a dump) gets one again.
    // What goes back was taken from the window that ends when we think it does; another one owes us nothing.
    private const string Count =
        """
        local left = redis.call('PTTL', KEYS[1])
        local back = tonumber(ARGV[3])
        if left < 0 or left > tonumber(ARGV[4]) then
          back = 0
        end
        local seen = redis.call('INCRBY', KEYS[1], tonumber(ARGV[2]) - back)
        if left < 0 then
          redis.call('PEXPIRE', KEYS[1], ARGV[1])
          left = tonumber(ARGV[1])
        end
        return { seen, left }
        """;

    private readonly Leases _leases = new();

    public async Task<RateWindow> CountAsync(string key, TimeSpan length, long permits)
    {
        var now = clock.GetUtcNow();
        var lease = _leases.Of(key, now);
        if (lease.TryTake(permits, now, out var window))
        {
            return window;
        }

        var ask = lease.Ask(permits, now);
        try
        {
            var answer = (long[])await redis.AskAsync(database => database.ScriptEvaluateAsync(
                Count, [GatewayRedis.Key("rate", key)], [(long)length.TotalMilliseconds, ask.Take, ask.Back, (long)ask.Left.TotalMilliseconds]));
            return lease.Took(ask, answer[0], TimeSpan.FromMilliseconds(answer[1]), clock.GetUtcNow());
        }
        catch (RedisAwayException)
        {
            lease.Failed(ask);
            return local.Count(key, length);
        }
    }
}

/// <summary>The same in memory, bounded.</summary>
internal sealed class LocalWindows(TimeProvider clock)
{
    private const int Most = 100_000;
    private readonly ConcurrentDictionary<string, Entry> _windows = new(StringComparer.Ordinal);

    public RateWindow Count(string key, TimeSpan length)
    {
        var now = clock.GetUtcNow();
        if (_windows.Count >= Most)
        {
            Sweep(now);
        }

        var entry = _windows.AddOrUpdate(
            key,
            static (_, arg) => new Entry(1, arg.now + arg.length),
            static (_, held, arg) => held.Ends <= arg.now ? new Entry(1, arg.now + arg.length) : held with { Seen = held.Seen + 1 },
            (now, length));
        return new RateWindow(entry.Seen, entry.Ends - now);
    }

    private void Sweep(DateTimeOffset now)
    {
        foreach (var (key, entry) in _windows)
        {
            if (entry.Ends <= now)
            {
                _windows.TryRemove(key, out _);
            }
        }

        // So many at once is an attack from many addresses; starting over is kinder than running out of memory.
        if (_windows.Count >= Most)
        {
            _windows.Clear();
        }
    }

    private sealed record Entry(long Seen, DateTimeOffset Ends);
}
