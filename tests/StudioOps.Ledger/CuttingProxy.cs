using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace StudioOps.Ledger;

/// <summary>A wire to the broker that can be cut, or hold back every answer.</summary>
public sealed class CuttingProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpClient, byte> _open = [];
    private readonly StringBuilder _sent = new();
    private readonly int _target;
    private volatile bool _holding;

    private CuttingProxy(int target) => _target = target;

    /// <summary>Starts one before the broker, and gives the address to use instead.</summary>
    public static (CuttingProxy Proxy, string Address) Before(string broker)
    {
        var address = new UriBuilder(broker);
        var proxy = new CuttingProxy(address.Port);
        proxy._listener.Start();
        _ = proxy.AcceptAsync();
        address.Port = ((IPEndPoint)proxy._listener.LocalEndpoint).Port;
        return (proxy, address.Uri.AbsoluteUri);
    }

    /// <summary>From now on nothing comes back; what is sent still arrives, and is remembered.</summary>
    public void HoldAnswers() => _holding = true;

    /// <summary>Whether these words were sent since answers are held.</summary>
    public bool Sent(string words)
    {
        lock (_sent)
        {
            return _sent.ToString().Contains(words, StringComparison.Ordinal);
        }
    }

    /// <summary>Every connection breaks at once.</summary>
    public void Cut()
    {
        foreach (var client in _open.Keys)
        {
            client.Close();
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        Cut();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var target = new TcpClient();
        _open[client] = 0;
        try
        {
            await target.ConnectAsync(IPAddress.Loopback, _target);
            client.NoDelay = target.NoDelay = true;
            await Task.WhenAny(PumpAsync(client, target, answers: false), PumpAsync(target, client, answers: true));
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // The broker is away, or the wire was cut.
        }
        finally
        {
            _open.TryRemove(client, out _);
            client.Dispose();
        }
    }

    private async Task PumpAsync(TcpClient from, TcpClient to, bool answers)
    {
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await from.GetStream().ReadAsync(buffer)) > 0)
        {
            if (_holding && answers)
            {
                continue;
            }

            await to.GetStream().WriteAsync(buffer.AsMemory(0, read));
            if (_holding)
            {
                lock (_sent)
                {
                    _sent.Append(Encoding.Latin1.GetString(buffer, 0, read));
                }
            }
        }
    }
}
