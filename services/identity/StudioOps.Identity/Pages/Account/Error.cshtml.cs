using System.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace StudioOps.Identity.Pages.Account;

/// <summary>What went wrong, in plain words. The reason is a key, never text: nobody can put words on this page with a link.</summary>
internal sealed class ErrorModel : PageModel
{
    private static readonly Dictionary<string, (string Heading, string Explanation)> Reasons = new(StringComparer.Ordinal)
    {
        ["client-unknown"] = ("Unknown application", "The application that sent you here is not known to StudioOps. Start again from its own address."),
        ["redirect-unknown"] = ("Unknown address", "The application that sent you here asked to go on to an address that is not its own. Start again from its own address."),
        ["request-malformed"] = ("Incomplete request", "The link that brought you here is damaged. Start again from the application's own address."),
        ["request-expired"] = ("That took too long", "The request that brought you here has run out, or was answered already. Start again from the application's own address."),
        ["device-not-yours"] = ("Not for this account", "You may not use this application with the account you are signed in with. Sign in with another one."),
        ["form-stale"] = ("This page is out of date", "It was open for too long or in another browser. Nothing was changed; go back and try again."),
        ["account-disabled"] = ("This account is disabled", "Whoever runs your organisation's account can enable it again."),
    };

    [BindProperty(SupportsGet = true)]
    public string? Reason { get; set; }

    public string Heading { get; private set; } = "Something went wrong";

    public string Explanation { get; private set; } = "Nothing was changed. Start again; if it happens once more, tell support the reference below.";

    public string Reference { get; private set; } = "";

    public void OnGet()
    {
        if (Reasons.TryGetValue(Reason ?? "", out var known))
        {
            (Heading, Explanation) = known;
        }

        Reference = Activity.Current?.TraceId.ToString() ?? HttpContext.TraceIdentifier;
        Response.StatusCode = StatusCodes.Status400BadRequest;
    }
}
