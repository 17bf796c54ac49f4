using System.Net;
using System.Net.Sockets;

namespace StudioOps.Flags.Notifications;

/// <summary>Where webhooks may go: to the world, never to ourselves, our neighbours, or what a cloud tells only its machines.</summary>
internal static class PublicAddress
{
    private static readonly IPNetwork[] Closed =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
            "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3", "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16",
            "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(range => IPNetwork.Parse(range)),
    ];

    public static bool Is(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return !Array.Exists(Closed, range => range.BaseAddress.AddressFamily == plain.AddressFamily && range.Contains(plain));
    }

    /// <summary>Connects to an address that was looked at, not to a name that may mean another one the next moment.</summary>
    public static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, bool anywhere, CancellationToken ct)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, ct);
        if (addresses is [] || (!anywhere && !Array.TrueForAll(addresses, Is)))
        {
            throw new HttpRequestException($"{context.DnsEndPoint.Host} is not on the public internet.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
