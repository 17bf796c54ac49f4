using StudioOps.Hosting.Orchestration.Workloads;

namespace StudioOps.Hosting.Orchestration;

/// <summary>Keeps one resource in the state people asked for, life after life.</summary>
internal sealed class ResourceRunner(
    Resource resource, IWorkload workload, StatusBoard board, ResourceLife life, RestartPolicy restarts, Action<string> say, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private CancellationTokenSource _cycle = new();
    private Wish _wish = Wish.Up;
    private int _wished;
    private Task _loop = Task.CompletedTask;

    private enum Wish
    {
        Up,
        Down,
        End,
    }

    public Resource Resource { get; } = resource;

    public StatusBoard Board { get; } = board;

    /// <summary>Whether it is a step that does its work and ends.</summary>
    public bool RunsToCompletion => workload.RunsToCompletion;

    /// <summary>What it was last started with.</summary>
    public IReadOnlyDictionary<string, string?> Environment => life.Environment;

    /// <summary>What must be ready, or done, before a life begins.</summary>
    public IReadOnlyList<(ResourceRunner Runner, WaitDeclaration Wait)> Dependencies { get; set; } = [];

    public void Begin() => _loop = Task.Run(LoopAsync);

    /// <summary>Down until asked up again.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Ask(Wish.Down);
        await Board.WaitUntilAsync(status => status.State == ResourceState.Stopped, cancellationToken);
    }

    /// <summary>Returns when it is ready or has failed; a resource that is up is left alone.</summary>
    public Task<ResourceStatus> StartAsync(CancellationToken cancellationToken) =>
        Board.Current.State is ResourceState.Stopped or ResourceState.Failed or ResourceState.Exited ? RestartAsync(cancellationToken) : SettledAsync(_wished, cancellationToken);

    public Task<ResourceStatus> RestartAsync(CancellationToken cancellationToken) => SettledAsync(Ask(Wish.Up), cancellationToken);

    /// <summary>kill -9, as a crash would look like: it starts again by itself. Returns when the end was noticed.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        if (Board.Current.Pid is { } pid)
        {
            life.Kill();
            await Board.WaitUntilAsync(status => status.Pid != pid, cancellationToken);
        }
    }

    public async Task EndAsync()
    {
        Ask(Wish.End);
        await _loop;
    }

    private Task<ResourceStatus> SettledAsync(int wished, CancellationToken cancellationToken) => Board.WaitUntilAsync(
        status => status.Asked >= wished && (status.IsSettledWell || status.Overdue || status.State is ResourceState.Failed or ResourceState.Stopped),
        cancellationToken);

    private int Ask(Wish wish)
    {
        CancellationTokenSource old;
        int number;
        lock (_gate)
        {
            _wish = _wish == Wish.End ? Wish.End : wish;
            number = ++_wished;
            old = _cycle;
            _cycle = new CancellationTokenSource();
        }

        restarts.Reset();
        old.Cancel();
        return number;
    }

    private async Task LoopAsync()
    {
        while (true)
        {
            Wish wish;
            int number;
            CancellationToken cancelled;
            lock (_gate)
            {
                (wish, number, cancelled) = (_wish, _wished, _cycle.Token);
            }

            try
            {
                switch (wish)
                {
                    case Wish.End:
                        Board.Set(ResourceState.Stopped);
                        return;
                    case Wish.Down:
                        say("stopped by request");
                        Board.Set(ResourceState.Stopped, "stopped by request");
                        await Task.Delay(Timeout.InfiniteTimeSpan, clock, cancelled);
                        break;
                    default:
                        Board.Set(ResourceState.Waiting, asked: number);
                        await StayUpAsync(cancelled);
                        break;
                }
            }
            catch (OperationCanceledException) when (cancelled.IsCancellationRequested)
            {
                // Someone asked for something else.
            }
        }
    }

    private async Task StayUpAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await DependenciesAsync(cancellationToken);
            var end = await life.LiveAsync(cancellationToken);
            switch (end.Outcome)
            {
                case LifeOutcome.Completed:
                    Board.SetExited(end.ExitCode);
                    await Task.Delay(Timeout.InfiniteTimeSpan, clock, cancellationToken);
                    break;
                case LifeOutcome.Crashed when !workload.RunsToCompletion && restarts.NextPause(end.WasReady, end.Lived) is { } pause:
                    var news = $"{end.Reason}; starts again in {pause.TotalSeconds:0.#} s";
                    say(news);
                    Board.Update(status => status with { Restarts = status.Restarts + 1, State = ResourceState.Starting, Reason = news, Pid = null });
                    await Task.Delay(pause, clock, cancellationToken);
                    break;
                default:
                    say($"failed: {end.Reason}");
                    Board.Set(ResourceState.Failed, end.Reason, exitCode: end.ExitCode);
                    await Task.Delay(Timeout.InfiniteTimeSpan, clock, cancellationToken);
                    break;
            }
        }
    }

    private async Task DependenciesAsync(CancellationToken cancellationToken)
    {
        foreach (var (runner, wait) in Dependencies)
        {
            await runner.Board.WaitUntilAsync(
                status =>
                {
                    var met = wait.Kind == WaitKind.Completed
                        ? status.State == ResourceState.Exited && status.ExitCode == wait.ExitCode
                        : status.IsReady;
                    if (!met)
                    {
                        Board.Update(own => own with { Reason = Explain(status) });
                    }

                    return met;
                },
                cancellationToken);
        }
    }

    private static string Explain(ResourceStatus dependency) => dependency.State switch
    {
        ResourceState.Failed => $"waits for {dependency.Name}, which failed",
        ResourceState.Stopped => $"waits for {dependency.Name}, which is stopped",
        _ => $"waits for {dependency.Name}",
    };
}
