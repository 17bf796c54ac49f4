using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace StudioOps.Gateway.Bff;

/// <summary>Browser sessions in Redis. Keys are hashes of the cookie and values are encrypted: a copy of Redis signs nobody in.</summary>
internal sealed class SessionStore(GatewayRedis redis, IDataProtectionProvider protection, IOptions<BffOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan LockTime = TimeSpan.FromSeconds(15);

    // Longer than any logout token is good for.
    private static readonly TimeSpan SpentTime = TimeSpan.FromHours(1);
    private readonly IDataProtector _protector = protection.CreateProtector("browser-session");

    public async Task<string> CreateAsync(BrowserSession session)
    {
        var id = SessionCookie.NewId();
        await WriteAsync(id, session, When.NotExists);
        if (session.SessionId is { } signIn)
        {
            await redis.AskAsync(database => database.SetAddAsync(OfSignIn(signIn), Hash(id)));
            await redis.AskAsync(database => database.KeyExpireAsync(OfSignIn(signIn), session.EndsAt - clock.GetUtcNow()));
        }

        return id;
    }

    /// <summary>Ends every session that came from one sign-in, whichever browser or portal holds it.</summary>
    public async Task EndSignInAsync(string signIn)
    {
        foreach (var hash in await redis.AskAsync(database => database.SetMembersAsync(OfSignIn(signIn))))
        {
            await redis.AskAsync(database => database.KeyDeleteAsync(GatewayRedis.Key("session", hash!)));
        }

        await redis.AskAsync(database => database.KeyDeleteAsync(OfSignIn(signIn)));
    }

    /// <summary>Whether this one-time name was not shown before.</summary>
    public Task<bool> TrySpendAsync(string name) => redis.AskAsync(database => database.StringSetAsync(GatewayRedis.Key("spent", Hash(name)), 1, SpentTime, When.NotExists));

    /// <summary>The session, its sliding expiry pushed on; null when there is none (any more).</summary>
    public async Task<BrowserSession?> FindAsync(string id)
    {
        byte[]? stored = await redis.AskAsync(database => database.StringGetAsync(Key(id)));
        if (stored is null || Open(stored) is not { } session || Lifetime(session) is not { Ticks: > 0 } lifetime)
        {
            return null;
        }

        await redis.AskAsync(database => database.KeyExpireAsync(Key(id), lifetime));
        return session;
    }

    /// <summary>False when it ended meanwhile: a refresh must not bring a signed-out session back.</summary>
    public Task<bool> ReplaceAsync(string id, BrowserSession session) => WriteAsync(id, session, When.Exists);

    public Task<bool> RemoveAsync(string id) => redis.AskAsync(database => database.KeyDeleteAsync(Key(id)));

    /// <summary>Makes this copy the only one that refreshes the session, for a while.</summary>
    public Task<bool> TryLockAsync(string id, string owner) =>
        redis.AskAsync(database => database.LockTakeAsync(GatewayRedis.Key("refresh", Hash(id)), owner, LockTime));

    public Task<bool> UnlockAsync(string id, string owner) =>
        redis.AskAsync(database => database.LockReleaseAsync(GatewayRedis.Key("refresh", Hash(id)), owner));

    private Task<bool> WriteAsync(string id, BrowserSession session, When when)
    {
        var value = _protector.Protect(JsonSerializer.SerializeToUtf8Bytes(session, GatewayJson.Default.BrowserSession));
        return redis.AskAsync(database => database.StringSetAsync(Key(id), value, Lifetime(session), when));
    }

    private TimeSpan Lifetime(BrowserSession session)
    {
        var left = session.EndsAt - clock.GetUtcNow();
        return left < options.Value.SlidingExpiry ? left : options.Value.SlidingExpiry;
    }

    private BrowserSession? Open(byte[] stored)
    {
        try
        {
            return JsonSerializer.Deserialize(_protector.Unprotect(stored), GatewayJson.Default.BrowserSession);
        }
        catch (CryptographicException)
        {
            return null; // its key is gone: signing in again is a redirect, not a password
        }
    }

    private static RedisKey Key(string id) => GatewayRedis.Key("session", Hash(id));

    private static RedisKey OfSignIn(string signIn) => GatewayRedis.Key("sign-in", Hash(signIn));

    private static string Hash(string id) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(id)));
}
