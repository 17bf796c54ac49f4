using System.Collections.Concurrent;
using StudioOps.ServiceDefaults;
using StudioOps.Tokens;

namespace StudioOps.Standing;

/// <summary>Everyone who is not in plain good standing, in memory; asked on every request.</summary>
public sealed class StandingBook(TimeProvider clock) : ITokenStanding
{
    private readonly ConcurrentDictionary<(StandingKind, string), StandingEntry> _entries = new();
    private long _revision;
    private long _confirmedAt;

    /// <summary>Raised after entries changed; open streams re-check their caller on it.</summary>
    public event Action? Changed;

    /// <summary>The newest revision held.</summary>
    public long Revision => Interlocked.Read(ref _revision);

    /// <summary>Whether the feed has been read at least once.</summary>
    public bool Loaded => Interlocked.Read(ref _confirmedAt) != 0;

    /// <summary>How long ago the feed last answered.</summary>
    public TimeSpan Age => Loaded ? clock.GetUtcNow() - new DateTimeOffset(Interlocked.Read(ref _confirmedAt), TimeSpan.Zero) : TimeSpan.MaxValue;

    /// <summary>Takes in what the feed said; older entries than the ones held are ignored.</summary>
    public void Apply(IReadOnlyCollection<StandingEntry> entries)
    {
        foreach (var entry in entries)
        {
            _entries.AddOrUpdate((entry.Kind, entry.Id), entry, (_, held) => held.Revision >= entry.Revision ? held : entry);
            InterlockedMax(ref _revision, entry.Revision);
        }

        if (entries.Count > 0)
        {
            Changed?.Invoke();
        }
    }

    /// <summary>The feed answered just now, with or without news.</summary>
    public void Confirm() => Interlocked.Exchange(ref _confirmedAt, clock.GetUtcNow().UtcTicks);

    /// <inheritdoc/>
    public string? Refusal(AccessToken token) =>
        (token.TenantId is { } tenant ? Refusal(StandingKind.Tenant, tenant.ToString(), token, "tenant.suspended") : null)
        ?? Refusal(StandingKind.User, token.Subject, token, "account.disabled")
        ?? (token.SessionId is { } session ? Refusal(StandingKind.Session, session, token, "session.ended") : null)
        ?? Refusal(StandingKind.Client, token.ClientId, token, "client.disabled")
        ?? (token.ActorSubject is null ? null : ActorRefusal(token));

    /// <summary>The newest revision of anything said about this bearer; 0 when nothing was.</summary>
    public long RevisionOf(in Bearer bearer) => About(bearer).Max(found => found.Entry?.Revision ?? 0);

    /// <summary>
    /// Why something opened with a token, when <see cref="RevisionOf"/> was <paramref name="since"/>, is to be closed; null while it may stay.
    /// The token may have run out meanwhile; that alone is no reason.
    /// </summary>
    public string? Refusal(Bearer bearer, long since)
    {
        foreach (var (entry, code) in About(bearer))
        {
            if (entry is not null && entry.Status != StandingEntry.Active)
            {
                return code;
            }

            if (entry?.Revision > since && (entry.NotBefore is not null || (entry.PermissionsVersion > bearer.PermissionsVersion && entry.Kind != StandingKind.Client)))
            {
                return "token.superseded";
            }
        }

        return null;
    }

    private IEnumerable<(StandingEntry? Entry, string Code)> About(Bearer bearer) =>
    [
        (bearer.TenantId is { } tenant ? _entries.GetValueOrDefault((StandingKind.Tenant, tenant.ToString())) : null, "tenant.suspended"),
        (_entries.GetValueOrDefault((StandingKind.User, bearer.Subject)), "account.disabled"),
        (bearer.SessionId is { } session ? _entries.GetValueOrDefault((StandingKind.Session, session)) : null, "session.ended"),
        (_entries.GetValueOrDefault((StandingKind.Client, bearer.ClientId)), "client.disabled"),
    ];

    // Whoever acts for somebody must be in good standing too; their permissions are asked when the token is issued, not here.
    private string? ActorRefusal(AccessToken token) =>
        _entries.GetValueOrDefault((StandingKind.User, token.ActorSubject!)) is { } actor && (actor.Status != StandingEntry.Active || token.IssuedAt < actor.NotBefore) ? "account.disabled"
        : token.ActorSessionId is { } sid && _entries.GetValueOrDefault((StandingKind.Session, sid)) is { } session && session.Status != StandingEntry.Active ? "session.ended"
        : null;

    private string? Refusal(StandingKind kind, string id, AccessToken token, string code)
    {
        if (!_entries.TryGetValue((kind, id), out var entry))
        {
            return null;
        }

        if (entry.Status != StandingEntry.Active)
        {
            return code;
        }

        return token.IssuedAt < entry.NotBefore || token.PermissionsVersion < entry.PermissionsVersion && kind != StandingKind.Client
            ? "token.superseded"
            : null;
    }

    private static void InterlockedMax(ref long target, long value)
    {
        long seen;
        while ((seen = Interlocked.Read(ref target)) < value && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
        }
    }
}
