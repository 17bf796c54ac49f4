using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using StudioOps.Identity.Mail;
using StudioOps.Identity.Protocol;
using StudioOps.Identity.Users;

namespace StudioOps.Identity.Pages.Account;

/// <summary>Where the links of invitations and resets lead. Looking does not spend the link: mail scanners look.</summary>
internal sealed class PasswordModel(AccountLinks links, PasswordRules rules, IPasswordHasher<User> hasher, SignInSteps steps) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Link { get; set; }

    [BindProperty]
    public string? Chosen { get; set; }

    [BindProperty]
    public string? Again { get; set; }

    public bool Found { get; private set; }

    public string? Email { get; private set; }

    public IReadOnlyList<string> Problems { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        (Found, Email) = await links.FindAsync(Link, ct) is var (_, user) ? (true, user.Email) : (false, null);
        return Show();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await links.FindAsync(Link, ct) is not var (link, user))
        {
            return Show();
        }

        (Found, Email) = (true, user.Email);
        Problems = await rules.ProblemsAsync(user, Chosen, Again);
        if (Problems.Count > 0)
        {
            return Page();
        }

        if (!await links.TrySpendAsync(link, ct))
        {
            Found = false;
            return Show();
        }

        user.SetPassword(hasher.HashPassword(user, Chosen!), RandomToken.Create());
        await steps.PasswordChosenAsync(user, ct);
        return new SeeOtherResult("/account/password-set" + (link.Portal is null ? default : QueryString.Create("portal", link.Portal)));
    }

    private PageResult Show()
    {
        Response.StatusCode = Found ? StatusCodes.Status200OK : StatusCodes.Status410Gone;
        return Page();
    }
}
