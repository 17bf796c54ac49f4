using System.ComponentModel;
using System.Diagnostics;

namespace StudioOps.Hosting.Processes;

/// <summary>A child in a session of its own: deaf to the terminal's Ctrl-C, killed with its descendants, dead when we are.</summary>
public sealed class ManagedProcess
{
    private static readonly string? SetPriv = Executables.TryFind("setpriv");
    private static readonly string? SetSid = Executables.TryFind("setsid");

    private readonly ProcessSpec _spec;
    private readonly Process _process;
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ManagedProcess(ProcessSpec spec, Process process)
    {
        _spec = spec;
        _process = process;
        Pid = process.Id;
    }

    public int Pid { get; }

    /// <summary>Completes with the exit code (128 + signal when killed) after the last line of output was delivered.</summary>
    public Task<int> Exited => _exited.Task;

    public static ManagedProcess Start(ProcessSpec spec, Action<string>? output = null, Action<string>? errors = null)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var process = new Process { StartInfo = StartInfo(spec) };
        try
        {
            SpawnThread.Run(process.Start);
        }
        catch (Win32Exception failure)
        {
            throw new InvalidOperationException($"{spec.FileName} could not be started: {failure.Message}.", failure);
        }

        var managed = new ManagedProcess(spec, process);
        process.StandardInput.Close();
        _ = managed.WatchAsync(output ?? (static _ => { }), errors ?? output ?? (static _ => { }));
        return managed;
    }

    public void Signal(UnixSignal signal)
    {
        if (!Exited.IsCompleted)
        {
            Native.Signal(Pid, signal);
        }
    }

    /// <summary>Asks politely, waits the grace time, then kills; afterwards nothing of its session is left.</summary>
    public async Task StopAsync()
    {
        Signal(_spec.StopSignal);
        if (await Task.WhenAny(Exited, Task.Delay(_spec.StopGrace)) != Exited)
        {
            Kill();
        }

        await Exited;
        ProcessTable.KillSession(Pid);
    }

    public void Kill()
    {
        Native.Signal(-Pid, UnixSignal.Kill);
        ProcessTable.KillSession(Pid);
    }

    private static ProcessStartInfo StartInfo(ProcessSpec spec)
    {
        List<string> command = [spec.FileName, .. spec.Arguments];
        if (SetSid is not null)
        {
            command.Insert(0, SetSid);
        }

        if (SetPriv is not null)
        {
            // setpriv changes the user first and asks for the signal last: a change of user would clear it.
            string[] user = spec.User is { } name && Native.IsRoot ? [$"--reuid={name}", $"--regid={name}", "--init-groups"] : [];
            command.InsertRange(0, [SetPriv, .. user, "--pdeathsig", SignalName(spec.DeathSignal), "--"]);
        }

        var info = new ProcessStartInfo(command[0], command.Skip(1))
        {
            WorkingDirectory = spec.WorkingDirectory ?? string.Empty,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in spec.Environment)
        {
            info.Environment[name] = value;
        }

        return info;
    }

    private static string SignalName(UnixSignal signal) => signal switch
    {
        UnixSignal.Interrupt => "INT",
        UnixSignal.Quit => "QUIT",
        UnixSignal.Terminate => "TERM",
        _ => "KILL",
    };

    private async Task WatchAsync(Action<string> output, Action<string> errors)
    {
        var gate = new Lock();
        var reading = Task.WhenAll(PumpAsync(_process.StandardOutput, output), PumpAsync(_process.StandardError, errors));
        using (_process)
        {
            await ExitAsync();

            // A grandchild may hold the pipe open for ever; the last words of the process itself arrive at once.
            await Task.WhenAny(reading, Task.Delay(TimeSpan.FromMilliseconds(500)));
            _exited.SetResult(_process.ExitCode);
            await reading;
        }

        async Task PumpAsync(StreamReader reader, Action<string> take)
        {
            await Task.Yield();
            while (await reader.ReadLineAsync() is { } line)
            {
                lock (gate)
                {
                    take(line);
                }
            }
        }
    }

    private Task ExitAsync()
    {
        var exit = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.Exited += (_, _) => exit.TrySetResult();
        _process.EnableRaisingEvents = true;
        return exit.Task;
    }
}
