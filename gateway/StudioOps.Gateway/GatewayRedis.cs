using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace StudioOps.Gateway;

/// <summary>Redis gave no answer; the caller decides what goes on without it.</summary>
internal sealed class RedisAwayException(Exception? inner = null) : Exception("Redis does not answer.", inner);

/// <summary>The gateway's own corner of Redis: the prefix <c>gw:</c>, and never a long wait.</summary>
internal sealed class GatewayRedis(ConnectionMultiplexer redis, TimeProvider clock)
{
    // This client has no timeout of its own for asynchronous calls: a hanging server would hang every request.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private long _askAgainAt;

    public static RedisKey Key(string kind, string id) => $"gw:{kind}:{id}";

    /// <param name="question">What to ask.</param>
    /// <param name="patience">How long to wait, where nobody's request waits with us.</param>
    /// <exception cref="RedisAwayException">No answer in time, or none a moment ago.</exception>
    public async Task<T> AskAsync<T>(Func<IDatabase, Task<T>> question, TimeSpan? patience = null)
    {
        if (clock.GetTimestamp() < Interlocked.Read(ref _askAgainAt))
        {
            throw new RedisAwayException();
        }

        try
        {
            return await question(redis.GetDatabase()).WaitAsync(patience ?? Patience);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            Interlocked.Exchange(ref _askAgainAt, clock.GetTimestamp() + (long)(Pause.TotalSeconds * clock.TimestampFrequency));
            throw new RedisAwayException(e);
        }
    }

    /// <summary>Degraded, never dead: without Redis nobody can sign in or use a browser session, and callers with a token notice nothing.</summary>
    internal sealed class Health(GatewayRedis redis) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                await redis.PingAsync();
                return HealthCheckResult.Healthy();
            }
            catch (RedisAwayException e)
            {
                return HealthCheckResult.Degraded("Browser sessions cannot be read; calls with a token go on.", e);
            }
        }
    }

    public Task<TimeSpan> PingAsync() => AskAsync(database => database.PingAsync());
}
