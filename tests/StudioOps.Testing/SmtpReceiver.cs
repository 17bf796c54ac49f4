using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using StudioOps.Hosting.Processes;

namespace StudioOps.Testing;

/// <summary>A real SMTP server, as small as one can be (RFC 5321): keeps what it is given; can be away, and can refuse.</summary>
public sealed class SmtpReceiver
{
    private TcpListener? _listener;

    /// <summary>Stays its own while it is away.</summary>
    public int Port { get; } = Ports.Free();

    public ConcurrentQueue<ReceivedMail> Mails { get; } = new();

    /// <summary>What RCPT is answered.</summary>
    public string RecipientAnswer { get; set; } = "250 OK";

    public void Start()
    {
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        _ = AcceptAsync(_listener);
    }

    public void Stop() => _listener?.Stop();

    public IReadOnlyList<ReceivedMail> Of(Guid tenantId) => [.. Mails.Where(mail => mail.Header("Message-ID").Contains(tenantId.ToString("n"), StringComparison.Ordinal))];

    private async Task AcceptAsync(TcpListener listener)
    {
        while (true)
        {
            try
            {
                _ = ServeAsync(await listener.AcceptTcpClientAsync());
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
        await using var writer = new StreamWriter(client.GetStream(), Encoding.Latin1) { NewLine = "\r\n", AutoFlush = true };
        try
        {
            await writer.WriteLineAsync("220 receiver ESMTP");
            var to = "";
            while (await reader.ReadLineAsync() is { } line)
            {
                var verb = line.Split(' ', ':')[0].ToUpperInvariant();
                if (verb == "RCPT")
                {
                    to = line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)];
                }

                if (verb == "DATA")
                {
                    await writer.WriteLineAsync("354 go on");
                    Mails.Enqueue(new ReceivedMail(to, await ReadAsync(reader)));
                }

                await writer.WriteLineAsync(verb switch { "RCPT" => RecipientAnswer, "QUIT" => "221 bye", _ => "250 OK" });
                if (verb == "QUIT")
                {
                    return;
                }
            }
        }
        catch (IOException)
        {
            // The client went away.
        }
    }

    private static async Task<string> ReadAsync(StreamReader reader)
    {
        var text = new StringBuilder();
        while (await reader.ReadLineAsync() is { } line && line != ".")
        {
            text.AppendLine(line.StartsWith('.') ? line[1..] : line);
        }

        return text.ToString();
    }
}

public sealed record ReceivedMail(string To, string Text)
{
    public string Header(string name) => Text.Split('\n').TakeWhile(line => line.Trim().Length > 0)
        .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)).Select(line => line[(name.Length + 1)..].Trim()).FirstOrDefault("");
}
