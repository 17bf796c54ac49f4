using MassTransit;

namespace StudioOps.Admin.Audit;

/// <summary>Since when records are taken in. Before that nobody could deliver what was on its way, so nothing that is missing is a gap yet.</summary>
/// <remarks>A record that was in this process's hands when it was killed comes again, first of all, as soon as its queue has a consumer.</remarks>
internal sealed class AuditIntake(TimeProvider clock) : IReceiveEndpointObserver
{
    private const string Queue = "when-audit-recorded";
    private long _since = DateTimeOffset.MaxValue.UtcTicks;

    /// <summary>Records that wait since then have waited long enough for their predecessors to arrive.</summary>
    public DateTimeOffset Settled()
    {
        var settled = clock.GetUtcNow() - NumberGaps.InFlight;
        return Interlocked.Read(ref _since) <= settled.UtcTicks ? settled : DateTimeOffset.UnixEpoch;
    }

    public Task Ready(ReceiveEndpointReady ready) => Taking(ready.InputAddress, clock.GetUtcNow());

    public Task Stopping(ReceiveEndpointStopping stopping) => Task.CompletedTask;

    public Task Completed(ReceiveEndpointCompleted completed) => Taking(completed.InputAddress, DateTimeOffset.MaxValue);

    public Task Faulted(ReceiveEndpointFaulted faulted) => Taking(faulted.InputAddress, DateTimeOffset.MaxValue);

    private Task Taking(Uri queue, DateTimeOffset since)
    {
        if (queue.Segments[^1].EndsWith(Queue, StringComparison.Ordinal))
        {
            Interlocked.Exchange(ref _since, since.UtcTicks);
        }

        return Task.CompletedTask;
    }
}
