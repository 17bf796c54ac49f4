using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace StudioOps.Testing;

/// <summary>What came back over a bare socket; status 0 when nothing did.</summary>
public sealed record RawAnswer(int Status, string Head, string Body);

/// <summary>Sends bytes no HTTP client would.</summary>
public static class RawHttp
{
    /// <summary>The answer to these bytes; the connection is read to its end.</summary>
    public static async Task<RawAnswer> SendAsync(int port, ReadOnlyMemory<byte> request)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
        await using var stream = new NetworkStream(socket);
        using var received = new MemoryStream();
        try
        {
            await stream.WriteAsync(request);
        }
        catch (IOException)
        {
            // Refused before everything was said; the answer is there all the same.
        }

        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            await stream.CopyToAsync(received, patience.Token);
        }
        catch (IOException)
        {
            // Reset after the answer: what came before counts.
        }

        var text = Encoding.UTF8.GetString(received.ToArray());
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return text.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) && end > 0
            ? new RawAnswer(int.Parse(text.AsSpan(9, 3), CultureInfo.InvariantCulture), text[..end], text[(end + 4)..])
            : new RawAnswer(0, text, "");
    }
}
