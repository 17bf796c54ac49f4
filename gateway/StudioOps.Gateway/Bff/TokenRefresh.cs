using System.Collections.Concurrent;

namespace StudioOps.Gateway.Bff;

/// <summary>A session with fresh tokens, or why there is none.</summary>
internal readonly record struct Renewal(BrowserSession? Session, string? Refusal);

/// <summary>One refresh per session at a time: requests of this copy share one, other copies wait behind a lock in Redis.</summary>
/// <remarks>Refresh tokens rotate. A second use of a spent one would end the whole sign-in.</remarks>
internal sealed class TokenRefresh(SessionStore sessions, OpenIdClient identity, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);
    private readonly ConcurrentDictionary<string, Lazy<Task<Renewal>>> _running = new(StringComparer.Ordinal);

    /// <param name="id">The session.</param>
    /// <param name="stale">The access token that will no longer do.</param>
    public async Task<Renewal> RenewAsync(string id, string stale)
    {
        var run = _running.GetOrAdd(id, key => new Lazy<Task<Renewal>>(() => RunAsync(key, stale)));
        try
        {
            return await run.Value;
        }
        finally
        {
            _running.TryRemove(KeyValuePair.Create(id, run));
        }
    }

    private async Task<Renewal> RunAsync(string id, string stale)
    {
        var owner = SessionCookie.NewId();
        var began = clock.GetTimestamp();
        using var glances = new PeriodicTimer(Glance);
        do
        {
            var mine = await sessions.TryLockAsync(id, owner);
            try
            {
                var session = await sessions.FindAsync(id);
                if (session is null || session.RefreshToken is null)
                {
                    return new Renewal(null, "session.ended");
                }

                if (session.AccessToken != stale)
                {
                    return new Renewal(session, null);
                }

                if (mine)
                {
                    return await RefreshAsync(id, session);
                }
            }
            finally
            {
                if (mine)
                {
                    await sessions.UnlockAsync(id, owner);
                }
            }

            await glances.WaitForNextTickAsync();
        }
        while (clock.GetElapsedTime(began) < Patience);

        return new Renewal(null, "identity.unavailable");
    }

    private async Task<Renewal> RefreshAsync(string id, BrowserSession session)
    {
        var reply = await identity.RefreshAsync(session.ClientId, session.RefreshToken!);
        if (reply.Answer is { } answer)
        {
            var renewed = session with { AccessToken = answer.AccessToken, RefreshToken = answer.RefreshToken ?? session.RefreshToken };
            return await sessions.ReplaceAsync(id, renewed) ? new Renewal(renewed, null) : new Renewal(null, "session.ended");
        }

        if (reply.Silent)
        {
            return new Renewal(null, "identity.unavailable");
        }

        await sessions.RemoveAsync(id);
        return new Renewal(null, "session.ended");
    }
}
