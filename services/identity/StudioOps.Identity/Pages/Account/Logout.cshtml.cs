using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using StudioOps.Identity.Sessions;

namespace StudioOps.Identity.Pages.Account;

internal sealed class LogoutModel(SignInSessions sessions, SessionCookie cookie, SignInSteps steps) : PageModel
{
    /// <summary>What to go on with as somebody else.</summary>
    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    public string Name { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (await sessions.FindAsync(ct) is not { } signedIn)
        {
            return new SeeOtherResult("/account/logged-out");
        }

        Name = signedIn.User.Name;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await sessions.FindAsync(ct) is { } signedIn)
        {
            await steps.SignOutAsync(signedIn, ct);
        }

        cookie.Delete();
        return new SeeOtherResult(SignInContext.IsOurs(ReturnUrl) ? ReturnUrl! : "/account/logged-out");
    }
}
