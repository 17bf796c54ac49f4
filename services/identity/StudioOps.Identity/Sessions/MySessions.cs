using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Http;
using StudioOps.Identity.Data;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Identity.Sessions;

/// <summary>One's own sign-ins.</summary>
internal static class MySessions
{
    public static async Task<Ok<SessionList>> ListAsync(HttpContext http, SessionDesk desk, CancellationToken ct) =>
        TypedResults.Ok(await desk.ListAsync(Me(http), http.AccessToken()!.SessionId, ct));

    public static async Task<Results<NoContent, ProblemHttpResult>> EndAsync(
        Guid session, HttpContext http, SessionDesk desk, IdentityContext db, Caller caller, AuditTrail audit, CancellationToken ct)
    {
        if (await desk.EndAsync(Me(http), session, ct) is null)
        {
            return Problems.NotFound("session.not-found");
        }

        await audit.RecordAsync(db, Entry(caller), ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.NoContent();
    }

    /// <summary>All of them, the one that asks as well unless it says <c>?others=true</c>.</summary>
    public static async Task<NoContent> EndAllAsync(
        bool? others, HttpContext http, SessionDesk desk, IdentityContext db, Caller caller, AuditTrail audit, CancellationToken ct)
    {
        if (await desk.EndAllAsync(Me(http), others == true ? http.AccessToken()!.SessionId : null, ct) > 0)
        {
            await audit.RecordAsync(db, Entry(caller), ct);
            await db.SaveChangesAsync(ct);
        }

        return TypedResults.NoContent();
    }

    // Accounts that act for themselves have no sign-ins, and no id of a person.
    private static Guid Me(HttpContext http) => Guid.TryParse(http.AccessToken()!.Subject, out var id) ? id : Guid.Empty;

    private static AuditEntry Entry(Caller caller) => new("session.ended", "user", caller.Subject, caller.Actor.Name) { TenantId = caller.TenantId };
}

/// <summary>What the owner's and the administrator's endpoints have in common.</summary>
internal sealed class SessionDesk(IdentityContext db, SignInSessions sessions, TimeProvider clock)
{
    public async Task<SessionList> ListAsync(Guid userId, string? current, CancellationToken ct) =>
        new([.. (await Alive(userId).AsNoTracking().OrderByDescending(s => s.CreatedAt).ToListAsync(ct)).Select(s => SessionItem.Of(s, current))]);

    /// <summary>Null when the person has no such sign-in. The caller saves.</summary>
    public async Task<SignInSession?> EndAsync(Guid userId, Guid sessionId, CancellationToken ct)
    {
        var found = await Alive(userId).SingleOrDefaultAsync(s => s.Id == sessionId, ct);
        if (found is not null)
        {
            await sessions.EndAsync(found, ct);
        }

        return found;
    }

    /// <summary>How many ended. The caller saves.</summary>
    public async Task<int> EndAllAsync(Guid userId, string? keep, CancellationToken ct)
    {
        var all = await Alive(userId).ToListAsync(ct);
        foreach (var session in all.Where(s => s.Sid != keep))
        {
            await sessions.EndAsync(session, ct);
        }

        return all.Count(s => s.Sid != keep);
    }

    private IQueryable<SignInSession> Alive(Guid userId)
    {
        var now = clock.GetUtcNow();
        return db.Sessions.Where(s => s.UserId == userId && s.EndedAt == null && s.ExpiresAt > now);
    }
}
