using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using StudioOps.Http;
using StudioOps.Identity.Data;
using StudioOps.Identity.Roles;
using StudioOps.Identity.Standing;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Identity.Users;

/// <summary>Makes somebody an operator, another kind of one, or none.</summary>
/// <param name="Roles">All of them; none ends it.</param>
/// <param name="Reason">For the audit log.</param>
public sealed record SetPlatformRolesRequest(
    [property: Required, NoNulls, MaxLength(10)] IReadOnlyList<string> Roles, [property: Required, StringLength(500, MinimumLength = 3)] string Reason);

internal static class PlatformRoles
{
    public static async Task<Results<Ok<UserItem>, ProblemHttpResult>> SetAsync(
        Guid user, SetPlatformRolesRequest request, UserDoor door, UserReader reader, RoleBook book, IdentityContext db, PeopleStanding standing, Caller caller, AuditTrail audit,
        CancellationToken ct)
    {
        var found = await door.ToChangeAsync(user, ct);
        if (found.User is not { } person)
        {
            return found.Refusal!;
        }

        if (!caller.IsPlatform)
        {
            return Problems.NotFound("user.not-found");   // of a tenant: nothing of the platform is theirs to see
        }

        var (before, wanted) = (person.PlatformRoles.ToArray(), request.Roles.Distinct(StringComparer.Ordinal).ToArray());
        if (await book.RefusalAsync(RoleKind.Platform, wanted, ct) is { } refusal)
        {
            return refusal;
        }

        if (person.Subject == caller.Subject)
        {
            return Problems.Conflict("user.is-you", "Nobody changes their own platform roles: ask somebody else.");
        }

        if (!wanted.Contains("SUPERUSER") && await DisableUser.IsLastSuperuserAsync(person, db, ct))
        {
            return Problems.Conflict("user.last-superuser", "This is the last superuser who can sign in.");
        }

        if (person.TrySetPlatformRoles(wanted))
        {
            await standing.AnnounceAsync(person, ct);
            await audit.RecordAsync(
                db, found.Entry("platform-roles.set") with { Reason = request.Reason, Before = new { Roles = string.Join(' ', before) }, After = new { Roles = string.Join(' ', wanted) } }, ct);
            await db.SaveChangesAsync(ct);
        }

        return TypedResults.Ok(await reader.ItemAsync(person, ct));
    }
}
