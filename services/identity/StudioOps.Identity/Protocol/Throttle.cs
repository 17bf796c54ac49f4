using System.Collections.Concurrent;

namespace StudioOps.Identity.Protocol;

/// <summary>Counts failures per minute, by whatever is named. Per copy of the service: it slows guessing down, it keeps no books.</summary>
internal sealed class Throttle(TimeProvider clock)
{
    private const int MostKept = 50_000;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<(string, string, string), (DateTimeOffset Since, int Failures)> _failures = new();

    /// <summary>Where a request comes from: the gateway sets the header anew, so nobody outside chooses it.</summary>
    public static string Address(HttpRequest request) =>
        request.Headers["X-Forwarded-For"].ToString().Split(',')[^1].Trim() is { Length: > 0 } forwarded
            ? forwarded
            : request.HttpContext.Connection.RemoteIpAddress?.ToString() ?? "";

    /// <summary>How long to wait after <paramref name="most"/> failures in a minute; null when there is no need.</summary>
    public TimeSpan? Wait((string Kind, string Of, string From) key, int most) =>
        _failures.TryGetValue(key, out var seen) && seen.Failures >= most && seen.Since + Window - clock.GetUtcNow() is { Ticks: > 0 } left ? left : null;

    public void Count((string Kind, string Of, string From) key)
    {
        var now = clock.GetUtcNow();
        if (_failures.Count >= MostKept)
        {
            foreach (var old in _failures.Where(f => f.Value.Since + Window <= now))
            {
                _failures.TryRemove(old);
            }
        }

        // Somebody with that many addresses is not stopped by counting them.
        if (_failures.Count < MostKept)
        {
            _failures.AddOrUpdate(key, (now, 1), (_, seen) => seen.Since + Window <= now ? (now, 1) : (seen.Since, seen.Failures + 1));
        }
    }
}
