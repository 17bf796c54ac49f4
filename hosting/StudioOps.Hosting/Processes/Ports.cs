using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace StudioOps.Hosting.Processes;

public static class Ports
{
    // Below the range the kernel hands to outgoing connections, so that nobody takes a port between choice and use.
    private const int Lowest = 15_000;
    private const int Highest = 32_000;
    private static readonly HashSet<int> Given = [];

    // Held to the end of this process: another host that starts at the same moment must not choose what is chosen here and does not listen yet.
    private static readonly FileStream? Claims = OpenClaims();

    /// <summary>A loopback port nobody listens on, and that neither this process nor another of this user's has given away.</summary>
    public static int Free()
    {
        lock (Given)
        {
            for (var attempt = 0; attempt < 1_000; attempt++)
            {
                var port = RandomNumberGenerator.GetInt32(Lowest, Highest);
                if (IsFree(port) && TryClaim(port) && Given.Add(port))
                {
                    return port;
                }
            }
        }

        throw new InvalidOperationException("No free port was found on 127.0.0.1.");
    }

    private static FileStream? OpenClaims()
    {
        try
        {
            return new FileStream(Path.Combine(Path.GetTempPath(), $"studioops-ports-{Environment.UserName}"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool TryClaim(int port)
    {
        if (Claims is null || !OperatingSystem.IsLinux())
        {
            return true;
        }

        try
        {
            // A lock on one byte of the file; the kernel lets go of it with the process.
            Claims.Lock(port, 1);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    public static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            socket.Listen();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
