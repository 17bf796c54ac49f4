using Microsoft.EntityFrameworkCore;
using StudioOps.Identity.Data;
using StudioOps.Identity.Protocol;
using StudioOps.Identity.Standing;
using StudioOps.Identity.Users;
using StudioOps.Standing;

namespace StudioOps.Identity.Sessions;

/// <summary>Who is signed in with this browser.</summary>
internal sealed record SignedIn(SignInSession Session, User User);

/// <summary>Starts, finds, strengthens and ends sign-in sessions.</summary>
internal sealed class SignInSessions(IdentityContext db, SessionCookie cookie, StandingTable standing, TimeProvider clock)
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    public async Task<SignedIn?> FindAsync(CancellationToken ct)
    {
        if (cookie.Read() is not { } secret)
        {
            return null;
        }

        var hash = RandomToken.Hash(secret);
        var session = await db.Sessions.SingleOrDefaultAsync(s => s.SecretHash == hash, ct);
        if (session is null || !session.IsAlive(clock.GetUtcNow()))
        {
            return null;
        }

        var user = await db.Users.SingleAsync(u => u.Id == session.UserId, ct);
        return user.Disabled ? null : new SignedIn(session, user);
    }

    /// <summary>Always a new session with a new secret; one the browser had before ends. The caller saves.</summary>
    public async Task<SignedIn> StartAsync(User user, IEnumerable<string> amr, CancellationToken ct)
    {
        if (await FindAsync(ct) is { } previous)
        {
            await EndAsync(previous.Session, ct);
        }

        var now = clock.GetUtcNow();
        var secret = RandomToken.Create();
        var session = new SignInSession
        {
            Id = Guid.CreateVersion7(now),
            SecretHash = RandomToken.Hash(secret),
            UserId = user.Id,
            Amr = [.. amr],
            AuthenticatedAt = now,
            CreatedAt = now,
            ExpiresAt = now + Longest,
            UserAgent = cookie.UserAgent,
        };
        db.Sessions.Add(session);
        user.LastSignInAt = now;
        cookie.Write(secret);
        return new SignedIn(session, user);
    }

    /// <summary>A second factor was proven. The caller saves.</summary>
    public void StepUp(SignInSession session)
    {
        var secret = RandomToken.Create();
        session.StepUp(RandomToken.Hash(secret), clock.GetUtcNow());
        cookie.Write(secret);
    }

    /// <summary>Ends a session everywhere: its refresh tokens now, its access tokens through the standing feed, the clients' own sessions by notice. The caller saves.</summary>
    public async Task EndAsync(SignInSession session, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (!session.TryEnd(now))
        {
            return;
        }

        foreach (var client in await db.RefreshTokens.Where(t => t.SessionId == session.Id).Select(t => t.ClientId).Distinct().ToListAsync(ct))
        {
            db.LogoutNotices.Add(new LogoutNotice
            {
                Id = Guid.CreateVersion7(now), ClientId = client, Subject = session.UserId.ToString("D"), Sid = session.Sid, CreatedAt = now, NextAttemptAt = now,
            });
        }

        await db.RefreshTokens.Where(t => t.SessionId == session.Id && t.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.RevokedAt, now), ct);
        await standing.SetAsync(StandingKind.Session, session.Sid, StandingEntry.Ended, now, 0, ct);
    }

    /// <summary>Ends every session of a person. The caller saves.</summary>
    public async Task EndAllAsync(Guid userId, CancellationToken ct)
    {
        foreach (var session in await db.Sessions.Where(s => s.UserId == userId && s.EndedAt == null).ToListAsync(ct))
        {
            await EndAsync(session, ct);
        }
    }
}
