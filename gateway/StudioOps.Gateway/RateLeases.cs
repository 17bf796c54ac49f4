using System.Collections.Concurrent;

namespace StudioOps.Gateway;

/// <summary>What one question to Redis asks for.</summary>
/// <param name="Take">Calls counted now; more than this one when more are to come.</param>
/// <param name="Back">Calls counted earlier that never came.</param>
/// <param name="Left">How long the window they were counted in can still last.</param>
/// <param name="IsBlock">Whether what is over stays here for calls to come.</param>
internal readonly record struct LeaseAsk(long Take, long Back, TimeSpan Left, bool IsBlock);

/// <summary>Calls of one caller that this copy has counted in Redis ahead of time: who asks often costs one question for many calls.</summary>
/// <remarks>
/// A window never lets through more than it holds. A block doubles while it is used up within a second, never above a sixteenth of what the window
/// still holds, so the last calls are counted one by one. What lies unused for a second goes back with the caller's next call here.
/// </remarks>
internal sealed class Lease
{
    private const long Largest = 256;
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private (long Next, long Last) _block = (1, 0);
    private long _size = 1;
    private long _seen;
    private bool _asking;
    private DateTimeOffset _stale;
    private DateTimeOffset _ends;

    /// <summary>Nothing of it is worth keeping.</summary>
    public bool IsOver(DateTimeOffset now)
    {
        lock (_gate)
        {
            return !_asking && (_ends <= now || (_stale <= now && _block.Next > _block.Last));
        }
    }

    /// <summary>Counts a call without asking Redis: from the block, or because the window is known to be used up.</summary>
    public bool TryTake(long permits, DateTimeOffset now, out RateWindow window)
    {
        lock (_gate)
        {
            var held = _block.Next <= _block.Last;
            window = new RateWindow(held ? _block.Next : _seen, _ends - now);
            if (now >= _stale || now >= _ends || (!held && _seen <= permits))
            {
                return false;
            }

            _block.Next += held ? 1 : 0;
            return true;
        }
    }

    /// <summary>What to ask for. Only one question at a time asks for a block; calls meanwhile ask for themselves.</summary>
    public LeaseAsk Ask(long permits, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (_asking)
            {
                return new LeaseAsk(1, 0, TimeSpan.Zero, IsBlock: false);
            }

            _asking = true;
            _size = now < _stale && now < _ends ? Math.Clamp((permits - _seen) / 16, 1, Math.Min(_size * 2, Largest)) : 1;
            var ask = new LeaseAsk(_size, now < _ends ? _block.Last - _block.Next + 1 : 0, _ends - now, IsBlock: true);
            _block = (1, 0);
            return ask;
        }
    }

    /// <summary>Redis has counted: <paramref name="seen"/> calls of the window, those asked for included.</summary>
    public RateWindow Took(LeaseAsk ask, long seen, TimeSpan left, DateTimeOffset now)
    {
        lock (_gate)
        {
            var first = seen - ask.Take + 1;
            (_seen, _stale, _ends) = (seen, now + Life, now + left);
            if (ask.IsBlock)
            {
                _asking = false;
                _block = (first + 1, seen);
            }

            return new RateWindow(first, left);
        }
    }

    /// <summary>Redis gave no answer.</summary>
    public void Failed(LeaseAsk ask)
    {
        lock (_gate)
        {
            _asking = _asking && !ask.IsBlock;
        }
    }
}

/// <summary>The leases of this copy, bounded.</summary>
internal sealed class Leases
{
    private const int Most = 100_000;
    private readonly ConcurrentDictionary<string, Lease> _leases = new(StringComparer.Ordinal);
    private int _count;

    public Lease Of(string key, DateTimeOffset now)
    {
        if (_leases.TryGetValue(key, out var lease))
        {
            return lease;
        }

        if (Interlocked.Increment(ref _count) >= Most)
        {
            Sweep(now);
        }

        return _leases.GetOrAdd(key, _ => new Lease());
    }

    private void Sweep(DateTimeOffset now)
    {
        foreach (var (key, lease) in _leases)
        {
            if (lease.IsOver(now))
            {
                _leases.TryRemove(key, out _);
            }
        }

        // What so many callers hold at once is lost to them for one window; running out of memory would be worse.
        if (_leases.Count >= Most)
        {
            _leases.Clear();
        }

        Interlocked.Exchange(ref _count, _leases.Count);
    }
}
