using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Http;
using StudioOps.Identity.Data;
using StudioOps.Identity.Standing;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Identity.Users;

/// <summary>Shuts somebody out, or lets them in again.</summary>
/// <param name="Reason">For the audit log.</param>
public sealed record UserReasonRequest([property: Required, StringLength(500, MinimumLength = 3)] string Reason);

internal static class DisableUser
{
    /// <summary>They cannot sign in, and every session, token and stream of theirs ends within seconds.</summary>
    public static async Task<Results<NoContent, ProblemHttpResult>> DisableAsync(
        Guid user, UserReasonRequest request, UserDoor door, IdentityContext db, PeopleStanding standing, Caller caller, AuditTrail audit, CancellationToken ct)
    {
        var found = await door.ToChangeAsync(user, ct);
        if (found.User is not { } person)
        {
            return found.Refusal!;
        }

        if (await ShutOutRefusalAsync(person, caller, db, ct) is { } refusal)
        {
            return refusal;
        }

        if (!person.TryDisable())
        {
            return Problems.Conflict("user.already-disabled", "This person is disabled already.");
        }

        await standing.ShutOutAsync(person, ct);
        await audit.RecordAsync(db, found.Entry("user.disabled") with { Reason = request.Reason, Before = new { Disabled = false }, After = new { Disabled = true } }, ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.NoContent();
    }

    /// <summary>They may sign in again; what was ended stays ended.</summary>
    public static async Task<Results<NoContent, ProblemHttpResult>> EnableAsync(
        Guid user, UserReasonRequest request, UserDoor door, IdentityContext db, PeopleStanding standing, AuditTrail audit, CancellationToken ct)
    {
        var found = await door.ToChangeAsync(user, ct);
        if (found.User is not { } person)
        {
            return found.Refusal!;
        }

        if (person.DeletedAt is not null)
        {
            return Problems.Conflict("user.already-deleted", "This person is deleted: restore them instead.");
        }

        if (!person.TryEnable())
        {
            return Problems.Conflict("user.not-disabled", "This person is not disabled.");
        }

        await standing.LetInAsync(person, ct);
        await audit.RecordAsync(db, found.Entry("user.enabled") with { Reason = request.Reason, Before = new { Disabled = true }, After = new { Disabled = false } }, ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.NoContent();
    }

    internal static async Task<ProblemHttpResult?> ShutOutRefusalAsync(User person, Caller caller, IdentityContext db, CancellationToken ct)
    {
        if (person.Subject == caller.Subject)
        {
            return Problems.Conflict("user.is-you", "Nobody shuts themselves out: ask somebody else.");
        }

        return await IsLastSuperuserAsync(person, db, ct) ? Problems.Conflict("user.last-superuser", "This is the last superuser who can sign in.") : null;
    }

    /// <summary>Whoever asks waits for whoever asked before, so that two superusers cannot shut each other out at once.</summary>
    internal static async Task<bool> IsLastSuperuserAsync(User person, IdentityContext db, CancellationToken ct)
    {
        if (!person.PlatformRoles.Contains("SUPERUSER"))
        {
            return false;
        }

        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended('identity.superusers', 0))", ct);
        return !await db.Users.AnyAsync(u => u.Id != person.Id && !u.Disabled && u.PlatformRoles.Contains("SUPERUSER"), ct);
    }
}
