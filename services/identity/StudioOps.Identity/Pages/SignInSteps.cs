using StudioOps.Contracts;
using StudioOps.Http;
using StudioOps.Identity.Data;
using StudioOps.Identity.Sessions;
using StudioOps.Identity.Users;

namespace StudioOps.Identity.Pages;

/// <summary>What the pages do once somebody has shown who they are: the session and its trace in the audit log, saved together.</summary>
internal sealed class SignInSteps(IdentityContext db, SignInSessions sessions, AuditTrail audit)
{
    public async Task<SignedIn> SignInAsync(User user, IEnumerable<string> amr, CancellationToken ct)
    {
        var signedIn = await sessions.StartAsync(user, amr, ct);
        if (signedIn.Session.IsMultiFactor || user.PlatformRoles.Count == 0)
        {
            await RecordAsync("session.started", signedIn, ct);
        }

        await db.SaveChangesAsync(ct);
        return signedIn;
    }

    /// <summary>For an operator this completes the sign-in: it is the moment worth a record.</summary>
    public async Task StepUpAsync(SignedIn signedIn, bool enrolled, CancellationToken ct)
    {
        sessions.StepUp(signedIn.Session);
        if (enrolled)
        {
            await RecordAsync("authenticator.enrolled", signedIn, ct);
        }

        await RecordAsync("session.started", signedIn, ct);
        await db.SaveChangesAsync(ct);
    }

    public async Task PasswordChangedAsync(SignedIn signedIn, CancellationToken ct)
    {
        var amr = signedIn.Session.Amr.ToArray();
        await sessions.EndAllAsync(signedIn.User.Id, ct);
        await RecordAsync("password.changed", signedIn, ct);
        await sessions.StartAsync(signedIn.User, amr, ct);
        await db.SaveChangesAsync(ct);
    }

    /// <summary>Whoever knew the old password, or sat at a browser that did, is out.</summary>
    public async Task PasswordChosenAsync(User user, CancellationToken ct)
    {
        await sessions.EndAllAsync(user.Id, ct);
        await audit.RecordAsync(db, new AuditEntry("password.changed", "user", user.Subject, user.Name) { Actor = new Actor(user.Subject, user.Name) }, ct);
        await db.SaveChangesAsync(ct);
    }

    public async Task SignOutAsync(SignedIn signedIn, CancellationToken ct)
    {
        await sessions.EndAsync(signedIn.Session, ct);
        await RecordAsync("session.ended", signedIn, ct);
        await db.SaveChangesAsync(ct);
    }

    private Task RecordAsync(string action, SignedIn signedIn, CancellationToken ct) => audit.RecordAsync(
        db,
        new AuditEntry(action, "user", signedIn.User.Subject, signedIn.User.Name) { Actor = new Actor(signedIn.User.Subject, signedIn.User.Name) },
        ct);
}
