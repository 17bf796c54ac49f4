namespace StudioOps.Hosting.Orchestration;

/// <summary>The current status of one resource, and a way to wait for another.</summary>
internal sealed class StatusBoard(ResourceStatus initial, TimeProvider clock, long hostStarted)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = NewSignal();

    public event Action<ResourceStatus, ResourceStatus>? Changed;

    public ResourceStatus Current { get; private set; } = initial;

    /// <summary>The health check's last answer; no news by itself.</summary>
    public ProbeAnswer? Probe { get; set; }

    public void Set(ResourceState state, string? reason = null, int? pid = null, int? exitCode = null, int? asked = null) => Update(status => status with
    {
        State = state,
        Asked = asked ?? status.Asked,
        Reason = reason,
        Pid = pid,
        StartedAt = pid is null ? null : clock.GetUtcNow(),
        ExitCode = exitCode,
        Overdue = false,
    });

    /// <summary>Ready: healthy, or running where nothing can be checked.</summary>
    public void SetReady() => Update(status => status with
    {
        State = status.HasNoHealthCheck ? ResourceState.Running : ResourceState.Healthy,
        Reason = null,
        Overdue = false,
        ReadyAfterSeconds = status.ReadyAfterSeconds ?? Math.Round(clock.GetElapsedTime(hostStarted).TotalSeconds, 1),
    });

    public void SetExited(int? exitCode) => Update(status => status with
    {
        State = ResourceState.Exited,
        Reason = null,
        Pid = null,
        ExitCode = exitCode,
        ReadyAfterSeconds = status.ReadyAfterSeconds ?? Math.Round(clock.GetElapsedTime(hostStarted).TotalSeconds, 1),
    });

    public void Update(Func<ResourceStatus, ResourceStatus> change)
    {
        ResourceStatus before;
        ResourceStatus after;
        TaskCompletionSource signal;
        lock (_gate)
        {
            before = Current;
            after = change(before);
            if (after == before)
            {
                return;
            }

            Current = after = after.State == before.State ? after : after with { Since = clock.GetUtcNow() };
            signal = _changed;
            _changed = NewSignal();
        }

        signal.SetResult();
        Changed?.Invoke(before, after);
    }

    public async Task<ResourceStatus> WaitUntilAsync(Func<ResourceStatus, bool> condition, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            ResourceStatus current;
            lock (_gate)
            {
                changed = _changed.Task;
                current = Current;
            }

            if (condition(current))
            {
                return current;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
