using Microsoft.EntityFrameworkCore;
using StudioOps.Identity.Data;
using StudioOps.ServiceDefaults;

namespace StudioOps.Identity.Protocol;

/// <summary>OpenID Connect Core §5.3: the claims of the person the access token was issued for.</summary>
internal static class UserInfo
{
    public static async Task<IResult> Handle(HttpContext http, IdentityContext db, CancellationToken ct)
    {
        var token = http.AccessToken()!;
        var scopes = token.Scope.Split(' ');
        if (!scopes.Contains("openid") || !Guid.TryParse(token.Subject, out var id))
        {
            http.Response.Headers.WWWAuthenticate = "Bearer error=\"insufficient_scope\", scope=\"openid\"";
            return Problems.Refuse(StatusCodes.Status403Forbidden, "token.scope", "This token was not issued with the scope openid.");
        }

        var user = await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == id, ct);
        var claims = new Dictionary<string, object?> { ["sub"] = token.Subject };
        if (token.ActorSubject is not null)
        {
            claims["act"] = token.Claims.GetProperty("act");
        }

        if (user is not null && scopes.Contains("profile"))
        {
            claims["name"] = user.Name;
        }

        if (user is not null && scopes.Contains("email"))
        {
            claims["email"] = user.Email;
            claims["email_verified"] = user.EmailConfirmed;
        }

        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(claims);
    }
}
