namespace StudioOps.Identity.Sessions;

/// <summary>The browser's half of a session: a random secret and nothing else.</summary>
internal sealed class SessionCookie(IHttpContextAccessor http)
{
    // Not the gateway's prefix: it keeps its own cookies, on this same host, to itself.
    public const string Name = "__Host-identity-session";

    private HttpContext Context => http.HttpContext ?? throw new InvalidOperationException("There is no request.");

    public string? Read() => Context.Request.Cookies[Name] is { Length: > 0 and < 100 } secret ? secret : null;

    /// <summary>What the browser calls itself; never trusted, only shown.</summary>
    public string? UserAgent => Context.Request.Headers.UserAgent.ToString() is { Length: > 0 } name ? name[..Math.Min(name.Length, 200)].Replace('\0', ' ') : null;

    public void Write(string secret) => Context.Response.Cookies.Append(Name, secret, Options());

    public void Delete() => Context.Response.Cookies.Delete(Name, Options());

    // Secure always: browsers treat http://localhost as trustworthy. Lax, because clients send people here from their own hosts.
    private static CookieOptions Options() => new() { Path = "/", Secure = true, HttpOnly = true, SameSite = SameSiteMode.Lax, IsEssential = true };
}
