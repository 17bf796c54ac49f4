using System.Net;
using System.Net.Sockets;
using StudioOps.ServiceDefaults;
using StudioOps.Tokens;

namespace StudioOps.Gateway;

/// <summary>Which budget a request is paid from.</summary>
/// <param name="Name">What the policy is called in headers.</param>
/// <param name="Key">Whose budget.</param>
/// <param name="Permits">Requests per window.</param>
/// <param name="Window">How long a window is.</param>
internal sealed record Allowance(string Name, string Key, long Permits, TimeSpan Window)
{
    public static Allowance Of(HttpContext context, RateLimitOptions options)
    {
        if (context.AccessToken() is not { } token)
        {
            return new Allowance("anonymous", "a:" + Address(context.Connection.RemoteIpAddress), options.AnonymousPermits, options.AnonymousWindow);
        }

        return new Allowance("authenticated", User(token), Math.Max(1, (long)(options.AuthenticatedPermits * Factor(token, options))), options.AuthenticatedWindow);
    }

    /// <summary>Tenant and user, as a key.</summary>
    public static string User(AccessToken token) => $"u:{token.TenantId?.ToString("N") ?? "-"}:{token.Subject}";

    /// <summary>What the class of a token multiplies its budgets by.</summary>
    public static double Factor(AccessToken token, RateLimitOptions options) => options.Classes.GetValueOrDefault(token.RateLimitClass ?? "", 1);

    /// <summary>Whose address it is. A household owns a whole /64: counting single IPv6 addresses would count nothing.</summary>
    public static string Address(IPAddress? address) => address switch
    {
        null => "unknown",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, 8)),
        _ => address.ToString(),
    };
}
