using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using StudioOps.Identity.Protocol;
using StudioOps.Identity.Sessions;
using StudioOps.Identity.Users;

namespace StudioOps.Identity.Pages.Account;

internal sealed class ChangePasswordModel(
    SignInSessions sessions, PasswordCheck passwords, PasswordRules rules, IPasswordHasher<User> hasher, SignInSteps steps) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    [BindProperty]
    public string? Current { get; set; }

    [BindProperty]
    public string? Chosen { get; set; }

    [BindProperty]
    public string? Again { get; set; }

    public string? Email { get; private set; }

    public bool Forced { get; private set; }

    public IReadOnlyList<string> Problems { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (await sessions.FindAsync(ct) is not { } signedIn)
        {
            return ToLogin();
        }

        (Email, Forced) = (signedIn.User.Email, signedIn.User.MustChangePassword);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await sessions.FindAsync(ct) is not { } signedIn)
        {
            return ToLogin();
        }

        var user = signedIn.User;
        (Email, Forced) = (user.Email, user.MustChangePassword);
        Problems = await ProblemsAsync(user, ct);
        if (Problems.Count > 0)
        {
            return Page();
        }

        user.PasswordHash = hasher.HashPassword(user, Chosen!);
        user.SecurityStamp = RandomToken.Create();
        user.MustChangePassword = false;
        await steps.PasswordChangedAsync(signedIn, ct);
        return new SeeOtherResult(SignInContext.Next(ReturnUrl));
    }

    private async Task<IReadOnlyList<string>> ProblemsAsync(User user, CancellationToken ct)
    {
        if (await passwords.CheckAsync(user.Email!, Current ?? "", ct) is null)
        {
            return ["The current password is not right."];
        }

        if (Chosen == Current && Chosen == Again)
        {
            return ["The new password is the old one."];
        }

        return await rules.ProblemsAsync(user, Chosen, Again);
    }

    private SeeOtherResult ToLogin() =>
        new("/account/login" + (SignInContext.IsOurs(ReturnUrl) ? QueryString.Create("returnUrl", ReturnUrl!) : default));
}
