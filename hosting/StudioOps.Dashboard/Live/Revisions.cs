namespace StudioOps.Dashboard.Live;

internal enum Topic
{
    Resources,
    Console,
    Logs,
    Traces,
    Metrics,
}

/// <summary>Counts changes by topic, and wakes whoever watches.</summary>
internal sealed class Revisions
{
    private readonly long[] _revisions = new long[Enum.GetValues<Topic>().Length];
    private volatile TaskCompletionSource _changed = NewSignal();

    /// <summary>Completes with the next change of any topic.</summary>
    public Task Changed => _changed.Task;

    public long this[Topic topic] => Volatile.Read(ref _revisions[(int)topic]);

    public void Touch(Topic topic)
    {
        Interlocked.Increment(ref _revisions[(int)topic]);
        var signal = _changed;
        if (!signal.Task.IsCompleted)
        {
            Interlocked.CompareExchange(ref _changed, NewSignal(), signal);
            signal.TrySetResult();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
