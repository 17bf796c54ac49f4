using System.Text.Json;
using StudioOps.Hosting.Processes;
using StudioOps.Hosting.Servers;

namespace StudioOps.Hosting.Orchestration;

/// <summary>One host per folder, and a record of its processes, so that the next one can sweep up after a killed one.</summary>
internal sealed class HostLock : IDisposable
{
    private readonly HostPaths _paths;
    private readonly FileStream _held;
    private readonly Lock _gate = new();
    private readonly List<RecordedProcess> _processes = [];

    private HostLock(HostPaths paths, FileStream held)
    {
        _paths = paths;
        _held = held;
    }

    /// <summary>Refuses with the pid of the host that runs.</summary>
    public static HostLock Take(HostPaths paths)
    {
        try
        {
            // The kernel lets go of the lock when the process dies, however it dies.
            return new HostLock(paths, new FileStream(paths.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException)
        {
            throw new HostException(RunningHost(paths) is { } pid
                ? $"Already running (pid {pid}). Stop it first with ./run --stop."
                : "Another start is under way here. Try again in a moment.");
        }
        catch (UnauthorizedAccessException)
        {
            throw new HostException($"{paths.Root} belongs to another user. Remove it, or run as that user.");
        }
    }

    /// <summary>The pid of the host at work in this folder, if one is.</summary>
    public static int? RunningHost(HostPaths paths) =>
        Read(paths)?.Host is { } host && ProcessTable.IsAlive(host.Pid, host.StartTicks) ? host.Pid : null;

    /// <summary>Kills what an earlier host left behind and says how many there were.</summary>
    public static int Reap(HostPaths paths)
    {
        var left = 0;
        foreach (var process in Read(paths)?.Processes ?? [])
        {
            // A session id is not given out again while anyone is in the session; a leader that started at another time is a stranger.
            var session = ProcessTable.Session(process.Pid);
            if (session.Count > 0 && session.All(entry => entry.Pid != process.Pid || entry.StartTicks == process.StartTicks))
            {
                ProcessTable.KillSession(process.Pid);
                left += session.Count;
            }
        }

        return left;
    }

    public void WriteHost() => Write();

    public ManagedProcess Start(string name, ProcessSpec spec, Action<string> output, Action<string>? errors = null)
    {
        var process = ManagedProcess.Start(spec, output, errors);
        if (ProcessTable.Find(process.Pid) is { } entry)
        {
            var recorded = new RecordedProcess(name, process.Pid, entry.StartTicks);
            lock (_gate)
            {
                _processes.Add(recorded);
                Write();
            }

            _ = ForgetAsync(process, recorded);
        }

        return process;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            File.Delete(_paths.Record);
            _held.Dispose();
        }
    }

    private async Task ForgetAsync(ManagedProcess process, RecordedProcess recorded)
    {
        await process.Exited;
        lock (_gate)
        {
            _processes.Remove(recorded);
            if (_held.CanWrite)
            {
                Write();
            }
        }
    }

    private void Write()
    {
        var self = ProcessTable.Find(Environment.ProcessId)!;
        var record = new HostRecord(new RecordedProcess("host", self.Pid, self.StartTicks), [.. _processes]);
        PrivateFiles.ReplaceAsync(_paths.Record, JsonSerializer.Serialize(record), CancellationToken.None).GetAwaiter().GetResult();
    }

    private static HostRecord? Read(HostPaths paths)
    {
        try
        {
            return JsonSerializer.Deserialize<HostRecord>(File.ReadAllText(paths.Record));
        }
        catch (Exception nothing) when (nothing is IOException or JsonException)
        {
            return null;
        }
    }

    private sealed record HostRecord(RecordedProcess Host, IReadOnlyList<RecordedProcess> Processes);

    private sealed record RecordedProcess(string Name, int Pid, long StartTicks);
}
