using Microsoft.AspNetCore.Http.HttpResults;
using StudioOps.Http;
using StudioOps.Identity.Data;
using StudioOps.Identity.Users;
using StudioOps.ServiceDefaults;

namespace StudioOps.Identity.Sessions;

/// <summary>Somebody's sign-ins, for whoever administers them.</summary>
internal static class UserSessions
{
    public static async Task<Results<Ok<SessionList>, ProblemHttpResult>> ListAsync(Guid user, HttpContext http, UserDoor door, SessionDesk desk, CancellationToken ct)
    {
        var found = await door.ToChangeAsync(user, ct);
        return found.User is null ? found.Refusal! : TypedResults.Ok(await desk.ListAsync(user, http.AccessToken()!.SessionId, ct));
    }

    public static async Task<Results<NoContent, ProblemHttpResult>> EndAsync(
        Guid user, Guid session, UserDoor door, SessionDesk desk, IdentityContext db, AuditTrail audit, CancellationToken ct)
    {
        var found = await door.ToChangeAsync(user, ct);
        if (found.User is null)
        {
            return found.Refusal!;
        }

        if (await desk.EndAsync(user, session, ct) is null)
        {
            return Problems.NotFound("session.not-found");
        }

        await audit.RecordAsync(db, found.Entry("session.ended"), ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.NoContent();
    }

    public static async Task<Results<NoContent, ProblemHttpResult>> EndAllAsync(
        Guid user, UserDoor door, SessionDesk desk, IdentityContext db, AuditTrail audit, CancellationToken ct)
    {
        var found = await door.ToChangeAsync(user, ct);
        if (found.User is null)
        {
            return found.Refusal!;
        }

        if (await desk.EndAllAsync(user, keep: null, ct) > 0)
        {
            await audit.RecordAsync(db, found.Entry("session.ended"), ct);
            await db.SaveChangesAsync(ct);
        }

        return TypedResults.NoContent();
    }
}
