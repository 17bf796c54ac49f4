using Microsoft.AspNetCore.Antiforgery;
using Microsoft.EntityFrameworkCore;
using StudioOps.Identity.Data;
using StudioOps.Identity.Protocol;
using StudioOps.Identity.Sessions;

namespace StudioOps.Identity.Pages;

/// <summary>One click per seeded person. Mapped only where the development seed is: in a release the address does not exist.</summary>
internal static class QuickSignIn
{
    public static async Task<IResult> Handle(HttpContext http, IAntiforgery antiforgery, IdentityContext db, SignInSteps steps, CancellationToken ct)
    {
        if (!await antiforgery.IsRequestValidAsync(http))
        {
            return new SeeOther("/account/error?reason=form-stale");
        }

        var form = await http.Request.ReadFormAsync(ct);
        var person = DevelopmentPeople.All.FirstOrDefault(p => p.Email == form["email"]);
        if (person is null || await db.Users.SingleOrDefaultAsync(u => u.Id == person.Id, ct) is not { Disabled: false } user)
        {
            return new SeeOther("/account/error?reason=account-disabled");
        }

        string[] amr = user.HasAuthenticator
            ? [SignInSession.Password, SignInSession.OneTimeCode, SignInSession.MultiFactor]
            : [SignInSession.Password];
        await steps.SignInAsync(user, amr, ct);
        return new SeeOther(SignInContext.Next(form["returnUrl"]));
    }
}
