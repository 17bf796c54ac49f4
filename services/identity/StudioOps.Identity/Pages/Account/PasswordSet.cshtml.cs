using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace StudioOps.Identity.Pages.Account;

internal sealed class PasswordSetModel(PublicOrigin origin) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Portal { get; set; }

    /// <summary>A host below ours and nothing else, whatever the address says.</summary>
    public string NextUrl => Portal is { Length: > 1 and <= 40 } slug && slug.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') ? origin.Below(slug) + "/" : "/";
}
