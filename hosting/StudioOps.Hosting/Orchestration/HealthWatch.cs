using StudioOps.Hosting.Orchestration.Workloads;

namespace StudioOps.Hosting.Orchestration;

/// <summary>Asks a running resource how it is: often until it is well, seldom afterwards.</summary>
internal sealed class HealthWatch(IWorkload workload, StatusBoard board, Action<string> say, TimeProvider clock, TimeSpan deadline)
{
    private static readonly TimeSpan Eager = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patient = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan EagerFor = TimeSpan.FromSeconds(15);
    private bool _healthy;
    private int _badInARow;

    public bool WasReady { get; private set; }

    public async Task WatchAsync(CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        try
        {
            if (!workload.HasProbe)
            {
                await TrustAsync(cancellationToken);
                return;
            }

            while (true)
            {
                var complaint = await workload.ProbeAsync(cancellationToken);
                board.Probe = new ProbeAnswer(clock.GetUtcNow(), complaint);
                Judge(complaint, clock.GetElapsedTime(started));
                await Task.Delay(_healthy ? Settled : clock.GetElapsedTime(started) < EagerFor ? Eager : Patient, clock, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The process ended or is asked to.
        }
    }

    /// <summary>Where nothing can be asked, having lived a moment must do.</summary>
    private async Task TrustAsync(CancellationToken cancellationToken)
    {
        if (!workload.RunsToCompletion)
        {
            await Task.Delay(Moment, clock, cancellationToken);
            WasReady = true;
            board.SetReady();
        }
    }

    private void Judge(string? complaint, TimeSpan elapsed)
    {
        if (complaint is null)
        {
            if (!_healthy && WasReady)
            {
                say("healthy again");
            }

            _badInARow = 0;
            _healthy = WasReady = true;
            board.SetReady();
        }
        else if (_healthy)
        {
            // One slow answer is no illness.
            if (++_badInARow >= 2)
            {
                _healthy = false;
                board.Update(status => status with { State = ResourceState.Running, Reason = complaint });
                say($"not healthy: {complaint}");
            }
        }
        else
        {
            var late = !WasReady && elapsed > deadline;
            if (late && !board.Current.Overdue)
            {
                say($"not healthy after {deadline.TotalSeconds:0} s: {complaint}");
            }

            board.Update(status => status with { Reason = complaint, Overdue = late });
        }
    }
}
