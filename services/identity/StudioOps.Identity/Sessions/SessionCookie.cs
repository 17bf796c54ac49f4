namespace StudioOps.Identity.Sessions;

/// <summary>The browser's half of a session: a random secret and nothing else.</summary>
internal sealed class SessionCookie(IHttpContextAccessor http)
{
    // Not the gateway's prefix: it keeps its own cookies, on this same host, to itself.
    public const string Name = "__Host-identity-session";

    private HttpContext Context => http.HttpContext ?? throw new InvalidOperationException("There is no request.");

    public string? Read() => Context.Request.Cookies[Name] is { Length: > 0 and < 100 } secret ? secret : null;

    public void Write(string secret) => Context.Response.Cookies.Append(Name, secret, Options());

    public void Delete() => Context.Response.Cookies.Delete(Name, Options());

    // Secure always: browsers treat http://localhost as trustworthy. Lax, because clients send people here from their own hosts.
    private static CookieOptions Options() => new() { Path = "/", Secure = true, HttpOnly = true, SameSite = SameSiteMode.Lax, IsEssential = true };
}
