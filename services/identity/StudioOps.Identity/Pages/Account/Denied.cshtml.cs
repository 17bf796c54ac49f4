using System.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using StudioOps.Identity.Sessions;

namespace StudioOps.Identity.Pages.Account;

/// <summary>Signed in, but not for this.</summary>
internal sealed class DeniedModel(SignInSessions sessions, SignInContext context) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    public string Who { get; private set; } = "";

    public string What { get; private set; } = "";

    public string Reference { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (await sessions.FindAsync(ct) is not { } signedIn)
        {
            return new SeeOtherResult("/account/login");
        }

        Who = signedIn.User.Email ?? signedIn.User.Name;
        What = (await context.ReadAsync(ReturnUrl, ct)) is { } target ? target.Name : "this page";
        Reference = Activity.Current?.TraceId.ToString() ?? HttpContext.TraceIdentifier;
        Response.StatusCode = StatusCodes.Status403Forbidden;
        return Page();
    }
}
