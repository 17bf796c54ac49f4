using System.Security.Cryptography;
using System.Text;

namespace StudioOps.Dashboard.Access;

/// <summary>Who may look: whoever once brought the token. Cookies know no ports, so the cookie's name does.</summary>
internal sealed class Visitors(DashboardOptions options)
{
    private readonly string _proof = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(options.Token), "a visitor"u8));

    public bool IsKnown(HttpContext context) => context.Request.Cookies[NameFor(context)] is { } brought && IsSame(brought, _proof);

    public bool TryWelcome(HttpContext context, string? token)
    {
        if (token is null || !IsSame(token, options.Token))
        {
            return false;
        }

        context.Response.Cookies.Append(NameFor(context), _proof, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/", IsEssential = true });
        return true;
    }

    private static string NameFor(HttpContext context) => $"dashboard-{context.Connection.LocalPort}";

    private static bool IsSame(string one, string two) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(two));
}
