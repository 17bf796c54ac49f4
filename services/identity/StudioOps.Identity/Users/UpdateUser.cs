using System.ComponentModel.DataAnnotations;
using System.Net.Mail;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using StudioOps.Http;
using StudioOps.Identity.Data;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Identity.Users;

/// <summary>Changes somebody's name or address.</summary>
/// <param name="Name">What people call them.</param>
/// <param name="Email">What they sign in with; a tenant cannot change it, because the mailbox is what opens the account.</param>
public sealed record UpdateUserRequest(
    [property: Required, StringLength(200, MinimumLength = 1)] string Name,
    [property: Required, EmailAddress, StringLength(254)] string Email);

internal static class UpdateUser
{
    public static async Task<Results<Ok<UserItem>, ProblemHttpResult>> Handle(
        Guid user, UpdateUserRequest request, IfMatch ifMatch, HttpContext http, UserDoor door, UserReader reader, IdentityContext db, ILookupNormalizer normalizer, Caller caller,
        AuditTrail audit, CancellationToken ct)
    {
        var found = await door.ToChangeAsync(user, ct);
        if (found.User is not { } person)
        {
            return found.Refusal!;
        }

        if (ifMatch.Refusal(person.Revision) is { } stale)
        {
            return stale;
        }

        var normalized = normalizer.NormalizeEmail(request.Email);
        if (person.Email != request.Email && await EmailRefusalAsync(person, request.Email, normalized, db, caller, ct) is { } refusal)
        {
            return refusal;
        }

        var before = new { person.Name, Email = "as before" };
        if (person.TryRename(request.Name, request.Email, normalized))
        {
            // The address itself stays out of the log: it is personal, and the log is for ever.
            var after = new { person.Name, Email = person.EmailConfirmed ? "as before" : "changed" };
            await audit.RecordAsync(db, found.Entry("user.updated") with { Before = before, After = after }, ct);
            await db.SaveChangesAsync(ct);
        }

        http.Response.SetETag(person.Revision);
        return TypedResults.Ok(await reader.ItemAsync(person, ct));
    }

    private static async Task<ProblemHttpResult?> EmailRefusalAsync(User person, string email, string normalized, IdentityContext db, Caller caller, CancellationToken ct)
    {
        if (!caller.IsPlatform)
        {
            return Problems.Unprocessable("user.email-by-operator", "The address opens the account; an operator can change it.");
        }

        if (!MailAddress.TryCreate(email, out var address) || address.Address != email)
        {
            return Problems.Unprocessable("user.email-invalid", "This is not an e-mail address.");
        }

        return await db.Users.AnyAsync(u => u.NormalizedEmail == normalized && u.Id != person.Id, ct)
            ? Problems.Conflict("user.email-taken", "Somebody else has this address.")
            : null;
    }
}
