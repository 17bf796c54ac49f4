using StudioOps.Hosting.Processes;

namespace StudioOps.Hosting.Tests.Servers;

/// <summary>Which addresses a session listens on, from /proc.</summary>
internal static class Sockets
{
    private const string Listening = "0A";
    private const string Loopback4 = "0100007F";
    private const string Loopback6 = "00000000000000000000000001000000";

    public static IEnumerable<string> ListeningBeyondLoopback(int session)
    {
        var inodes = ProcessTable.Session(session).SelectMany(entry => Inodes(entry.Pid)).ToHashSet();
        return from file in (string[])["/proc/net/tcp", "/proc/net/tcp6"]
               from line in File.ReadLines(file).Skip(1)
               let fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
               where fields[3] == Listening && inodes.Contains(fields[9])
               let address = fields[1].Split(':')[0]
               where address is not (Loopback4 or Loopback6)
               select $"{session}: {fields[1]}";
    }

    private static IEnumerable<string> Inodes(int pid) =>
        from link in Directory.EnumerateFiles($"/proc/{pid}/fd")
        let target = new FileInfo(link).LinkTarget ?? string.Empty
        where target.StartsWith("socket:[", StringComparison.Ordinal)
        select target[8..^1];
}
