using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Http;
using StudioOps.Identity.Data;
using StudioOps.Identity.Standing;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Identity.Users;

/// <summary>Soft first, for good later: somebody deleted is shut out and can come back; erased, nothing of them is left here.</summary>
internal static class DeleteUser
{
    public static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        Guid user, UserDoor door, IdentityContext db, PeopleStanding standing, Caller caller, AuditTrail audit, TimeProvider clock, CancellationToken ct)
    {
        var found = await door.ToChangeAsync(user, ct);
        if (found.User is not { } person)
        {
            return found.Refusal!;
        }

        if (await DisableUser.ShutOutRefusalAsync(person, caller, db, ct) is { } refusal)
        {
            return refusal;
        }

        if (!person.TryDelete(clock.GetUtcNow()))
        {
            return Problems.Conflict("user.already-deleted", "This person is deleted already.");
        }

        await standing.ShutOutAsync(person, ct);
        await audit.RecordAsync(db, found.Entry("user.deleted"), ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.NoContent();
    }

    public static async Task<Results<NoContent, ProblemHttpResult>> RestoreAsync(
        Guid user, UserReasonRequest request, UserDoor door, IdentityContext db, PeopleStanding standing, AuditTrail audit, CancellationToken ct)
    {
        var found = await door.ToChangeAsync(user, ct);
        if (found.User is not { } person)
        {
            return found.Refusal!;
        }

        if (!person.TryRestore())
        {
            return Problems.Conflict("user.not-deleted", "This person is not deleted.");
        }

        await standing.LetInAsync(person, ct);
        await audit.RecordAsync(db, found.Entry("user.restored") with { Reason = request.Reason }, ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.NoContent();
    }

    public static async Task<Results<NoContent, ProblemHttpResult>> EraseAsync(
        Guid user, UserReasonRequest request, UserDoor door, IdentityContext db, PeopleStanding standing, AuditTrail audit, CancellationToken ct)
    {
        var found = await door.ToChangeAsync(user, ct);
        if (found.User is not { } person)
        {
            return found.Refusal!;
        }

        if (person.DeletedAt is null)
        {
            return Problems.Conflict("user.not-deleted", "Only somebody deleted is erased: delete them first.");
        }

        // Sessions, links, factors and memberships go with the row they refer to; row security does not stand in the way of that.
        await db.AuthorizationCodes.Where(c => c.UserId == person.Id).ExecuteDeleteAsync(ct);
        await db.RefreshTokens.Where(t => t.UserId == person.Id).ExecuteDeleteAsync(ct);
        await db.AccountMails.Where(m => m.Email == person.Email).ExecuteDeleteAsync(ct);
        db.Users.Remove(person);
        await standing.EndAsync(person, ct);
        await audit.RecordAsync(db, new AuditEntry("user.erased", "user", person.Subject, "somebody erased") { TenantId = found.TenantId, Reason = request.Reason }, ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.NoContent();
    }
}
