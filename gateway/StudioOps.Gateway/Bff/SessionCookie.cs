using System.Buffers.Text;
using System.Security.Cryptography;

namespace StudioOps.Gateway.Bff;

/// <summary>The one thing the browser holds: a random id, bound to its host, out of reach of scripts.</summary>
internal static class SessionCookie
{
    public const string Prefix = "__Host-studioops";
    private const int IdLength = 43;

    /// <summary>Secure even on plain http: browsers accept that on localhost, and nowhere else should it work.</summary>
    public static CookieOptions Options(TimeSpan? maxAge = null) => new()
    {
        Secure = true, HttpOnly = true, SameSite = SameSiteMode.Lax, Path = "/", IsEssential = true, MaxAge = maxAge,
    };

    public static string NewId() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>The id the browser sent, if it looks like one.</summary>
    public static string? Read(HttpRequest request) => request.Cookies[Prefix] is { Length: IdLength } id ? id : null;

    public static void Write(HttpResponse response, string id) => response.Cookies.Append(Prefix, id, Options());

    public static void Delete(HttpResponse response) => response.Cookies.Delete(Prefix, Options());

    /// <summary>The Cookie header without what is the gateway's.</summary>
    public static string Without(HttpRequest request) => string.Join("; ", request.Headers.Cookie
        .SelectMany(line => (line ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        .Where(pair => !pair.StartsWith(Prefix, StringComparison.Ordinal)));
}
