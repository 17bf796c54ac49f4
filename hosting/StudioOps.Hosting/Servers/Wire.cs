using System.Net;
using System.Net.Sockets;

namespace StudioOps.Hosting.Servers;

/// <summary>One short question to a loopback port: enough to tell "serving" from "listening" without a driver.</summary>
internal static class Wire
{
    public static async Task<byte[]?> AskAsync(int port, ReadOnlyMemory<byte> question, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(5));
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), deadline.Token);
            await socket.SendAsync(question, deadline.Token);
            var answer = new byte[1024];
            var length = await socket.ReceiveAsync(answer, deadline.Token);
            return answer[..length];
        }
        catch (Exception silence) when (silence is SocketException || (silence is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }
}
