using System.Net.Mail;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using StudioOps.Identity.Data;
using StudioOps.Identity.Mail;

namespace StudioOps.Identity.Pages.Account;

/// <summary>Asks for a link by mail. Nobody learns here whether there is an account: that is found out when the mail is sent.</summary>
internal sealed class ForgotModel(AccountLinks links, SignInContext context, IdentityContext db) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    [BindProperty]
    public string? Email { get; set; }

    public bool Sent { get; private set; }

    public bool Failed { get; private set; }

    public string BackUrl => "/account/login" + (SignInContext.IsOurs(ReturnUrl) ? QueryString.Create("returnUrl", ReturnUrl!) : default);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var email = Email?.Trim() ?? "";
        if (email.Length > 254 || email.Any(char.IsControl) || !MailAddress.TryCreate(email, out _))
        {
            Failed = true;
            return Page();
        }

        links.Ask(AccountMailKind.Reset, email, (await context.ReadAsync(ReturnUrl, ct))?.Portal);
        await db.SaveChangesAsync(ct);
        Sent = true;
        return Page();
    }
}
