using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using StudioOps.Contracts;
using StudioOps.Http;
using StudioOps.Identity.Clients;
using StudioOps.Identity.Data;
using StudioOps.Identity.Grants;
using StudioOps.Identity.Protocol;
using StudioOps.Identity.Sessions;
using StudioOps.Identity.Users;

namespace StudioOps.Identity.Pages.Account;

/// <summary>Somebody types, or confirms, the code of a device and decides. Every device is asked about, whatever was decided before.</summary>
internal sealed class DeviceModel(
    SignInSessions sessions, ClientStore clients, Profile profile, IdentityContext db, AuditTrail audit, Throttle throttle, TimeProvider clock) : PageModel
{
    private const int MostGuesses = 10;

    [BindProperty(SupportsGet = true, Name = "user_code")]
    public string? UserCode { get; set; }

    [BindProperty]
    public string? Decision { get; set; }

    public string? Problem { get; private set; }

    public string? Application { get; private set; }

    public string? Outcome { get; private set; }

    public string Shown { get; private set; } = "";

    public string Email { get; private set; } = "";

    public IReadOnlyList<string> Items { get; private set; } = [];

    private string Typed => new((UserCode ?? "").ToUpperInvariant().Where(char.IsAsciiLetterUpper).ToArray());

    public Task<IActionResult> OnGetAsync(CancellationToken ct) => DecideAsync(null, ct);

    public Task<IActionResult> OnPostAsync(CancellationToken ct) => DecideAsync(Decision, ct);

    private async Task<IActionResult> DecideAsync(string? decision, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(UserCode))
        {
            return Page();
        }

        var back = QueryString.Create("returnUrl", DeviceAuthorization.Page + QueryString.Create("user_code", Typed));
        if (await sessions.FindAsync(ct) is not { } signedIn)
        {
            return new SeeOtherResult("/account/login" + back);
        }

        var guesses = ("device", signedIn.User.Subject, Throttle.Address(Request));
        if (throttle.Wait(guesses, MostGuesses) is not null)
        {
            Problem = "Too many wrong codes. Wait a minute.";
            return Page();
        }

        var (typed, now) = (Typed, clock.GetUtcNow());
        var device = await db.DeviceGrants.SingleOrDefaultAsync(d => d.UserCode == typed && d.State == DeviceState.Waiting && d.ExpiresAt > now, ct);
        if (device is null || await clients.FindAsync(device.ClientId, ct) is not { } client)
        {
            throttle.Count(guesses);
            Problem = "That code is not right, or has run out. Look at your device again.";
            return Page();
        }

        if ((client.AsksMfa || signedIn.User.HasAuthenticator) && !signedIn.Session.IsMultiFactor)
        {
            return new SeeOtherResult("/account/mfa" + back);
        }

        if (await profile.OfAsync(signedIn.User, client, client.TenantId, ct) is null)
        {
            return new SeeOtherResult("/account/error?reason=device-not-yours");
        }

        (Application, Email, Items, Shown) = (client.Name, signedIn.User.Email ?? signedIn.User.Name, ScopeWords.Of(device.Scope), $"{typed[..4]}-{typed[4..]}");
        if (decision is "allow" or "deny" && device.TryDecide(decision == "allow", signedIn.User.Id, signedIn.Session.Id, now))
        {
            await audit.RecordAsync(
                db,
                new AuditEntry(decision == "allow" ? "device.connected" : "device.refused", "client", client.Id, client.Name)
                {
                    TenantId = client.TenantId, Actor = new Actor(signedIn.User.Subject, signedIn.User.Name),
                },
                ct);
            await db.SaveChangesAsync(ct);
            Outcome = decision == "allow" ? "Your device is connected" : "Your device was not connected";
        }

        return Page();
    }
}
