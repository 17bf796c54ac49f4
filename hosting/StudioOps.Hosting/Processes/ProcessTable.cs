using System.Globalization;

namespace StudioOps.Hosting.Processes;

/// <summary>What /proc knows: who is alive, since when, in whose session. Zombies count as gone.</summary>
public static class ProcessTable
{
    public static ProcessEntry? Find(int pid)
    {
        try
        {
            // The command name may hold blanks and parentheses; everything after the last one is plain.
            var text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : new ProcessEntry(
                pid,
                int.Parse(fields[3], CultureInfo.InvariantCulture),
                long.Parse(fields[19], CultureInfo.InvariantCulture));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public static bool IsAlive(int pid, long startTicks) => Find(pid) is { } entry && entry.StartTicks == startTicks;

    /// <summary>Everyone in a session, its leader included while it lives.</summary>
    public static IReadOnlyList<ProcessEntry> Session(int session) => [.. All().Where(entry => entry.Session == session)];

    public static void KillSession(int session)
    {
        foreach (var entry in Session(session))
        {
            Native.Signal(entry.Pid, UnixSignal.Kill);
        }
    }

    internal static IEnumerable<ProcessEntry> All()
    {
        if (!Directory.Exists("/proc"))
        {
            yield break;
        }

        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && Find(pid) is { } entry)
            {
                yield return entry;
            }
        }
    }
}

/// <param name="Pid">Process id.</param>
/// <param name="Session">Id of the session; ours are led by the process we started.</param>
/// <param name="StartTicks">Start time in clock ticks since boot; with the id it names one process for ever.</param>
public sealed record ProcessEntry(int Pid, int Session, long StartTicks);
