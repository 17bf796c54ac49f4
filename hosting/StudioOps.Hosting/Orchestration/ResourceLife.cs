using StudioOps.Hosting.Orchestration.Workloads;
using StudioOps.Hosting.Processes;

namespace StudioOps.Hosting.Orchestration;

internal enum LifeOutcome
{
    Completed,
    Crashed,
    Broken,
}

/// <param name="Outcome">Whether it did its work, fell over, or cannot work at all on this machine.</param>
/// <param name="Reason">What to tell people.</param>
/// <param name="ExitCode">When there was a process.</param>
/// <param name="WasReady">Whether it was ready for a moment at least.</param>
/// <param name="Lived">From the start of the process to its end.</param>
internal sealed record LifeEnd(LifeOutcome Outcome, string Reason, int? ExitCode = null, bool WasReady = false, TimeSpan Lived = default);

/// <summary>One life of a resource: prepare, start, watch, until it ends or is asked to.</summary>
internal sealed class ResourceLife(
    string name, IWorkload workload, StatusBoard board, HostLock record, ResourceLog log, Action<string> say, TimeProvider clock, TimeSpan healthDeadline)
{
    private ManagedProcess? _process;
    private ManagedProcess? _companion;

    /// <summary>What it was last started with.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; private set; } = new Dictionary<string, string?>();

    public async Task<LifeEnd> LiveAsync(CancellationToken cancellationToken)
    {
        ProcessSpec? command;
        try
        {
            board.Set(ResourceState.Starting);
            await workload.PrepareAsync(RunToEndAsync, board, cancellationToken);
            command = await workload.CommandAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is MissingExecutableException or HostException)
        {
            return new LifeEnd(LifeOutcome.Broken, failure.Message);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return new LifeEnd(LifeOutcome.Crashed, failure.Message.Trim());
        }

        if (command is null)
        {
            board.SetReady();
            await Task.Delay(Timeout.InfiniteTimeSpan, clock, cancellationToken);
        }

        try
        {
            return await RunAsync(command!, cancellationToken);
        }
        catch (InvalidOperationException failure)
        {
            return new LifeEnd(LifeOutcome.Broken, failure.Message);
        }
    }

    public void Kill() => _process?.Kill();

    private async Task<LifeEnd> RunAsync(ProcessSpec command, CancellationToken cancellationToken)
    {
        if (workload.Companion is { } companion && _companion is not { Exited.IsCompleted: false })
        {
            _companion = record.Start($"{name} companion", companion, log.Write, log.WriteError);
        }

        var started = clock.GetTimestamp();
        Environment = command.Environment;
        var process = _process = record.Start(name, command, log.Write, log.WriteError);
        board.Set(ResourceState.Running, pid: process.Pid);

        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var health = new HealthWatch(workload, board, say, clock, healthDeadline);
        var watch = health.WatchAsync(watching.Token);
        try
        {
            var code = await process.Exited.WaitAsync(cancellationToken);
            ProcessTable.KillSession(process.Pid);
            var ended = workload.MayEnd && code == workload.CompletionCode;
            return new LifeEnd(ended ? LifeOutcome.Completed : LifeOutcome.Crashed, Describe(code), code, health.WasReady, clock.GetElapsedTime(started));
        }
        catch (OperationCanceledException)
        {
            await process.StopAsync();
            await (_companion?.StopAsync() ?? Task.CompletedTask);
            throw;
        }
        finally
        {
            await watching.CancelAsync();
            await watch;
        }
    }

    private async Task RunToEndAsync(ProcessSpec command, CancellationToken cancellationToken) => await Commands.RunAsync(
        command,
        (spec, keep) => record.Start(name, spec, line =>
        {
            keep(line);
            log.Write(line);
        }),
        cancellationToken);

    private static string Describe(int code) => code > 128 ? $"was ended by signal {code - 128}" : $"ended with code {code}";
}
