using System.Net;
using System.Net.Sockets;
using System.Text;
using StudioOps.Admin.Infrastructure;

namespace StudioOps.Admin.Tests.Infrastructure;

/// <summary>A real socket that answers everybody with the same words, or with silence.</summary>
internal sealed class Listener : IAsyncDisposable
{
    private readonly TcpListener _socket = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    private Listener(Func<NetworkStream, CancellationToken, Task> serve)
    {
        _socket.Start();
        _running = ServeAsync(serve);
    }

    public int Port => ((IPEndPoint)_socket.LocalEndpoint).Port;

    public static Listener Saying(string words) => new((stream, stop) => stream.WriteAsync(Encoding.Latin1.GetBytes(words), stop).AsTask());

    /// <summary>Accepts and never says a word.</summary>
    public static Listener Mute() => new((stream, stop) => stream.CopyToAsync(Stream.Null, stop));

    public Neighbour As(Protocol protocol) => At(Port, protocol);

    public static Neighbour At(int port, Protocol protocol) => new("neighbour", "A neighbour", protocol, "127.0.0.1", port);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _socket.Stop();
        _stop.Dispose();
    }

    private async Task ServeAsync(Func<NetworkStream, CancellationToken, Task> serve)
    {
        try
        {
            while (true)
            {
                using var client = await _socket.AcceptTcpClientAsync(_stop.Token);
                await using var stream = client.GetStream();
                await serve(stream, _stop.Token);

                // Half-closed, so that what was said arrives before the end does.
                client.Client.Shutdown(SocketShutdown.Send);
                await stream.CopyToAsync(Stream.Null, _stop.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or IOException or ObjectDisposedException)
        {
            // The test is over, or the other side went away.
        }
    }
}
