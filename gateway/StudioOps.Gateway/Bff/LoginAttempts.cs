using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace StudioOps.Gateway.Bff;

/// <summary>What must be remembered between leaving for the sign-in page and coming back.</summary>
internal sealed record LoginAttempt(string State, string Nonce, string Verifier, string ReturnUrl, string ClientId, string Host, DateTimeOffset EndsAt)
{
    /// <summary>PKCE S256.</summary>
    public string Challenge => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));
}

/// <summary>Attempts live in the browser that made them, encrypted, one cookie each: nobody can finish another's, and strangers fill no store of ours.</summary>
internal sealed class LoginAttempts(IDataProtectionProvider protection, TimeProvider clock)
{
    private const string Prefix = SessionCookie.Prefix + "-login-";
    private const int Most = 4;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);
    private readonly IDataProtector _protector = protection.CreateProtector("login-attempt");

    public LoginAttempt Start(HttpContext context, Portal portal, string returnUrl)
    {
        // Tabs that never came back must not pile up until the header is too large.
        var open = context.Request.Cookies.Keys.Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).ToList();
        foreach (var name in open.Count >= Most ? open : [])
        {
            context.Response.Cookies.Delete(name, SessionCookie.Options());
        }

        var attempt = new LoginAttempt(
            SessionCookie.NewId(), SessionCookie.NewId(), SessionCookie.NewId(), returnUrl, portal.ClientId, portal.Host, clock.GetUtcNow() + Lifetime);
        var value = _protector.Protect(JsonSerializer.SerializeToUtf8Bytes(attempt, GatewayJson.Default.LoginAttempt));
        context.Response.Cookies.Append(CookieOf(attempt.State), Base64Url.EncodeToString(value), SessionCookie.Options(Lifetime));
        return attempt;
    }

    /// <summary>The attempt of that state, if this browser made it here and lately; it serves once.</summary>
    public LoginAttempt? Take(HttpContext context, string state)
    {
        if (state.Length != SessionCookie.NewId().Length || context.Request.Cookies[CookieOf(state)] is not { } cookie)
        {
            return null;
        }

        context.Response.Cookies.Delete(CookieOf(state), SessionCookie.Options());
        try
        {
            var attempt = JsonSerializer.Deserialize(_protector.Unprotect(Base64Url.DecodeFromChars(cookie)), GatewayJson.Default.LoginAttempt)!;
            return attempt.State == state && attempt.Host == context.Portal().Host && attempt.EndsAt > clock.GetUtcNow() ? attempt : null;
        }
        catch (Exception e) when (e is CryptographicException or FormatException or JsonException)
        {
            return null;
        }
    }

    private static string CookieOf(string state) => Prefix + state[..8];
}
