using StudioOps.Hosting.Processes;

namespace StudioOps.Hosting.Servers;

/// <summary>A server that runs as a local process: how to prepare its data, start it and ask whether it serves.</summary>
public abstract class LocalServer(string dataDirectory, int port)
{
    private readonly Queue<string> _lastLines = new();
    private ManagedProcess? _process;
    private ManagedProcess? _companion;

    public string DataDirectory { get; } = dataDirectory;

    public int Port { get; } = port;

    public abstract string ConnectionString { get; }

    /// <summary>Runs before the server and outlives it; null for most.</summary>
    public virtual ProcessSpec? Companion => null;

    public abstract ProcessSpec Command { get; }

    public IEnumerable<int> ProcessIds => from process in (ManagedProcess?[])[_companion, _process]
                                          where process is { Exited.IsCompleted: false }
                                          select process.Pid;

    /// <summary>Makes the data folder ready; does nothing when it is.</summary>
    public abstract Task PrepareAsync(CancellationToken cancellationToken);

    public abstract Task<bool> IsReadyAsync(CancellationToken cancellationToken);

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await PrepareAsync(cancellationToken);
        if (Companion is { } companion && _companion is not { Exited.IsCompleted: false })
        {
            _companion = ManagedProcess.Start(companion, Keep);
        }

        _process = ManagedProcess.Start(Command, Keep);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        while (!await IsReadyAsync(deadline.Token))
        {
            if (_process.Exited.IsCompleted)
            {
                throw new InvalidOperationException($"{GetType().Name} ended before it was ready. Its last lines:{Environment.NewLine}{LastLines()}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), deadline.Token);
        }
    }

    public async Task StopAsync()
    {
        await (_process?.StopAsync() ?? Task.CompletedTask);
        await (_companion?.StopAsync() ?? Task.CompletedTask);
    }

    /// <summary>kill -9, as a crash would look like; the companion stays.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            process.Kill();
            await process.Exited;
        }
    }

    public string LastLines()
    {
        lock (_lastLines)
        {
            return string.Join(Environment.NewLine, _lastLines);
        }
    }

    private void Keep(string line)
    {
        lock (_lastLines)
        {
            _lastLines.Enqueue(line);
            if (_lastLines.Count > 40)
            {
                _lastLines.Dequeue();
            }
        }
    }
}
