using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using StudioOps.Contracts;
using StudioOps.Http;
using StudioOps.Identity.Data;
using StudioOps.Identity.Protocol;
using StudioOps.Identity.Protocol.Authorize;
using StudioOps.Identity.Sessions;

namespace StudioOps.Identity.Pages.Account;

/// <summary>Asks somebody whether an application may have what it asks for. Refusing sends it away with that answer.</summary>
internal sealed class ConsentModel(SignInContext context, SignInSessions sessions, ConsentCheck consents, IdentityContext db, AuditTrail audit, PublicOrigin origin) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    [BindProperty]
    public string? Decision { get; set; }

    public string Application { get; private set; } = "";

    public string Email { get; private set; } = "";

    public string Address { get; private set; } = "";

    public IReadOnlyList<string> Items { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) => await LoadAsync(ct) is null ? new SeeOtherResult("/account/error?reason=request-expired") : Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await LoadAsync(ct) is not var (request, signedIn) || Decision is not ("allow" or "deny"))
        {
            return new SeeOtherResult("/account/error?reason=request-expired");
        }

        if (Decision == "deny")
        {
            return new SeeOtherResult(AuthorizeResponse.Address(request, new ProtocolError("access_denied", "The person did not allow it."), origin));
        }

        await consents.GiveAsync(signedIn.User, request, ct);
        await audit.RecordAsync(
            db,
            new AuditEntry("consent.given", "client", request.Client.Id, request.Client.Name)
            {
                TenantId = request.TenantId, Actor = new Actor(signedIn.User.Subject, signedIn.User.Name), After = new { request.Scope },
            },
            ct);
        await db.SaveChangesAsync(ct);
        return new SeeOtherResult(SignInContext.Next(ReturnUrl));
    }

    private async Task<(AuthorizeRequest, SignedIn)?> LoadAsync(CancellationToken ct)
    {
        if ((await context.ReadAsync(ReturnUrl, ct))?.Request is not { } request || await sessions.FindAsync(ct) is not { } signedIn)
        {
            return null;
        }

        (Application, Email, Address) = (request.Client.Name, signedIn.User.Email ?? signedIn.User.Name, new Uri(request.RedirectUri).Authority);
        Items = ScopeWords.Of(request.Scope);
        return (request, signedIn);
    }
}
