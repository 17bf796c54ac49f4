
namespace StudioOps.Flags.Evaluation;

/// <summary>What this process answers from. Readers take <see cref="Current"/> once per request; the refresh swaps it as a whole.</summary>
internal sealed class Snapshots
{
    private TaskCompletionSource _swapped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Installation _current = Installation.Cold;
    private volatile bool _stale = true;
    private volatile bool _tried;

    public Installation Current => _current;

    /// <summary>Whether Postgres did not answer the last time it was asked: what is served may be old.</summary>
    public bool IsStale => _stale;

    /// <summary>Whether Postgres has been asked at least once, with or without an answer.</summary>
    public bool Tried => _tried;

    /// <summary>Raised when somebody has reason to believe there is something newer.</summary>
    public event Action? Wanted;

    /// <summary>Asks for a refresh without waiting for it.</summary>
    public void Want() => Wanted?.Invoke();

    /// <summary>Raised after something newer is served.</summary>
    public event Action? Swapped;

    public void Confirm(Installation installation)
    {
        var news = !ReferenceEquals(_current, installation);
        _current = installation;
        _stale = false;
        _tried = true;
        Interlocked.Exchange(ref _swapped, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        if (news)
        {
            Swapped?.Invoke();
        }
    }

    /// <summary>Serves what another copy knew, for as long as Postgres has never answered this one.</summary>
    public void Restore(Installation installation)
    {
        if (_current.IsCold)
        {
            _current = installation;
            Unreachable();
            Swapped?.Invoke();
        }
    }

    public void Unreachable()
    {
        _stale = true;
        _tried = true;
    }

    /// <summary>Completes when Postgres was asked the next time and answered.</summary>
    public Task NextAsync() => Volatile.Read(ref _swapped).Task;

    /// <summary>Waits until what is served is at least this new, or the time is up: a reader who has seen a revision never sees an older one.</summary>
    public async Task WaitForAsync(long revision, TimeSpan atMost, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(atMost);
        try
        {
            while (true)
            {
                var swapped = Volatile.Read(ref _swapped).Task;
                if (_current.Revision >= revision)
                {
                    return;
                }

                Want();
                await swapped.WaitAsync(limit.Token);
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // The answer then says which revision it is of.
        }
    }
}
