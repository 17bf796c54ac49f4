using Microsoft.AspNetCore.Http.HttpResults;
using StudioOps.Http;
using StudioOps.Identity.Data;
using StudioOps.Identity.Mail;
using StudioOps.Identity.Organisations;
using StudioOps.Identity.Sessions;
using StudioOps.ServiceDefaults;

namespace StudioOps.Identity.Users;

internal static class ResetUser
{
    /// <summary>Sends a link to choose a password: a new one, or, for who was invited and has none, the first. The old one stays good until then.</summary>
    public static async Task<Results<NoContent, ProblemHttpResult>> PasswordAsync(
        Guid user, UserReasonRequest request, UserDoor door, IdentityContext db, AccountLinks links, PortalOf portals, AuditTrail audit, CancellationToken ct)
    {
        var found = await door.ToChangeAsync(user, ct);
        if (found.User is not { } person)
        {
            return found.Refusal!;
        }

        if (person.Disabled)
        {
            return Problems.Conflict("user.disabled", "Somebody disabled cannot sign in, with whatever password.");
        }

        links.Ask(person.PasswordHash is null ? AccountMailKind.Invitation : AccountMailKind.Reset, person.Email!, await portals.SlugAsync(found.TenantId, ct));
        await audit.RecordAsync(db, found.Entry("password.reset-requested") with { Reason = request.Reason }, ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.NoContent();
    }

    /// <summary>Takes the authenticator away, for who lost it, and ends every sign-in; a new one is set up at the next.</summary>
    public static async Task<Results<NoContent, ProblemHttpResult>> FactorsAsync(
        Guid user, UserReasonRequest request, UserDoor door, IdentityContext db, SignInSessions sessions, AuditTrail audit, CancellationToken ct)
    {
        var found = await door.ToChangeAsync(user, ct);
        if (found.User is not { } person)
        {
            return found.Refusal!;
        }

        if (!person.TryResetFactors())
        {
            return Problems.Conflict("user.no-factors", "This person has no authenticator.");
        }

        await sessions.EndAllAsync(person.Id, ct);
        await audit.RecordAsync(db, found.Entry("authenticator.reset") with { Reason = request.Reason }, ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.NoContent();
    }
}
