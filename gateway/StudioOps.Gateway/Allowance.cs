using System.Net;
using System.Net.Sockets;
using StudioOps.ServiceDefaults;

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

        var name = token.RateLimitClass ?? "";
        var factor = options.Classes.GetValueOrDefault(name, 1);
        return new Allowance(
            "authenticated", $"u:{token.TenantId?.ToString("N") ?? "-"}:{token.Subject}", Math.Max(1, (long)(options.AuthenticatedPermits * factor)), options.AuthenticatedWindow);
    }

    /// <summary>Whose address it is. A household owns a whole /64: counting single IPv6 addresses would count nothing.</summary>
    public static string Address(IPAddress? address) => address switch
    {
        null => "unknown",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, 8)),
        _ => address.ToString(),
    };
}
