using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using StudioOps.Identity.Sessions;
using StudioOps.Identity.Users;

namespace StudioOps.Identity.Pages.Account;

/// <summary>Asks for the authenticator's code; sets the authenticator up for whoever has none.</summary>
internal sealed class MfaModel(SignInSessions sessions, Authenticator authenticator, PasswordCheck passwords, SignInSteps steps) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    [BindProperty]
    public string? Code { get; set; }

    /// <summary>The offered secret, wrapped together with whom it was offered to.</summary>
    [BindProperty]
    public string? Setup { get; set; }

    public bool Enrolling { get; private set; }

    public bool Failed { get; private set; }

    public string Email { get; private set; } = "";

    public string SignOutUrl => "/account/logout" + ReturnQuery;

    private QueryString ReturnQuery => SignInContext.IsOurs(ReturnUrl) ? QueryString.Create("returnUrl", ReturnUrl!) : default;

    public string QrCode { get; private set; } = "";

    public string ReadableSecret { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (await sessions.FindAsync(ct) is not { } signedIn)
        {
            return ToLogin();
        }

        if (signedIn.Session.IsMultiFactor)
        {
            return new SeeOtherResult(SignInContext.Next(ReturnUrl));
        }

        Show(signedIn.User, offered: null);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await sessions.FindAsync(ct) is not { } signedIn)
        {
            return ToLogin();
        }

        var (user, code) = (signedIn.User, Code ?? "");
        var enrolling = !user.HasAuthenticator;
        var offered = enrolling ? Offered(user) : null;
        if (enrolling ? offered is not null && authenticator.TryEnrol(user, offered, code) : authenticator.TrySpend(user, code))
        {
            await steps.StepUpAsync(signedIn, enrolling, ct);
            return new SeeOtherResult(SignInContext.Next(ReturnUrl));
        }

        await passwords.CountFailureAsync(user.Id, ct);
        Failed = true;
        Show(user, offered);
        return Page();
    }

    private void Show(User user, string? offered)
    {
        Email = user.Email ?? "";
        Enrolling = !user.HasAuthenticator;
        if (Enrolling)
        {
            var secret = offered ?? Totp.NewSecret();
            Setup = authenticator.Wrap($"{user.Id:n}:{secret}");
            QrCode = QrSvg.Of(Totp.Uri(secret, Email));
            ReadableSecret = string.Join(' ', secret.Chunk(4).Select(part => new string(part)));
        }
    }

    private string? Offered(User user) =>
        Setup is not null && authenticator.Unwrap(Setup) is { } text && text.StartsWith($"{user.Id:n}:", StringComparison.Ordinal) ? text[33..] : null;

    private SeeOtherResult ToLogin() => new("/account/login" + ReturnQuery);
}
