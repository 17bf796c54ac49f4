using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using StudioOps.Identity.Clients;
using StudioOps.Identity.Data;
using StudioOps.Identity.Protocol;
using StudioOps.Identity.Sessions;
using StudioOps.Identity.Users;

namespace StudioOps.Identity.Pages.Account;

internal sealed class LoginModel(SignInContext context, SignInSessions sessions, PasswordCheck passwords, SignInSteps steps, Throttle throttle, IConfiguration configuration) : PageModel
{
    private const int MostFailures = 30;

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    public SignInTarget? Target { get; private set; }

    public string ForgotUrl => "/account/forgot" + (SignInContext.IsOurs(ReturnUrl) ? QueryString.Create("returnUrl", ReturnUrl!) : default);

    public bool Failed { get; private set; }

    /// <summary>Empty outside the development graph.</summary>
    public IReadOnlyList<DevelopmentPerson> QuickPeople { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        if (Target is null && await sessions.FindAsync(ct) is not null)
        {
            return new SeeOtherResult(SignInContext.Next(null)); // signed in already, and nothing asked for more
        }

        Email = Target?.Request.LoginHint;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        // One password tried on many people locks no account: the address is slowed down instead.
        var from = ("password", "", Throttle.Address(Request));
        if (throttle.Wait(from, MostFailures) is { } wait)
        {
            await LoadAsync(ct);
            Failed = true;
            Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return new PageResult { StatusCode = StatusCodes.Status429TooManyRequests };
        }

        if (Email is not { Length: > 0 and <= 254 } || Password is not { Length: > 0 and <= 256 }
            || await passwords.CheckAsync(Email.Trim(), Password, ct) is not { } user)
        {
            throttle.Count(from);
            await LoadAsync(ct);
            Failed = true;
            return Page();
        }

        if (user.Disabled)
        {
            return new SeeOtherResult("/account/error?reason=account-disabled");
        }

        await steps.SignInAsync(user, [SignInSession.Password], ct);
        return new SeeOtherResult(SignInContext.Next(ReturnUrl));
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        Target = await context.ReadAsync(ReturnUrl, ct);
        if (DevelopmentSeed.IsEnabled(configuration))
        {
            QuickPeople = [.. DevelopmentPeople.All.Where(p => Target is null || p.TenantId == Target.Request.TenantId || Target.Request.Client.Surface == Surface.Partner)];
        }
    }
}
