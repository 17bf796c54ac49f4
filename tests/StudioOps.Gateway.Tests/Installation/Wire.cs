using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace StudioOps.Gateway.Tests.Installation;

/// <summary>Connects to loopback whatever the host is called: nothing but browsers resolves names under localhost.</summary>
internal static class Wire
{
    public static HttpClient Client(string host, int publicPort, int port, string? token, IPAddress from)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, ConnectCallback = (_, ct) => ConnectAsync(port, from, ct) };
        var client = new HttpClient(handler) { BaseAddress = new Uri($"http://{host}:{publicPort}") };
        if (token is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return client;
    }

    public static async Task<string> SendRawAsync(int port, string request)
    {
        await using var stream = await ConnectAsync(port, IPAddress.Loopback, CancellationToken.None);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }

    private static async ValueTask<Stream> ConnectAsync(int port, IPAddress from, CancellationToken ct)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Bind(new IPEndPoint(from, 0));
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
