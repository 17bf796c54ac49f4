using System.Diagnostics;

namespace StudioOps.Flags.Streaming;

/// <summary>How far a change has come: which of the clients connected when it was committed have asked for it since.</summary>
/// <remarks>A client's next question carries the etag of the event that made it ask. That is its acknowledgement; stock clients send it by themselves.</remarks>
internal sealed class Propagation(long revision, IEnumerable<string> clients)
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _waited = [.. clients];
    private readonly long _since = Stopwatch.GetTimestamp();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _acknowledged;
    private double _milliseconds;

    public long Revision => revision;

    public PropagationResource Now()
    {
        lock (_gate)
        {
            return new(revision, _waited.Count + _acknowledged, _acknowledged, Math.Round(_milliseconds, 1));
        }
    }

    public void Acknowledge(string client)
    {
        lock (_gate)
        {
            if (_waited.Remove(client))
            {
                (_acknowledged, _milliseconds) = (_acknowledged + 1, Stopwatch.GetElapsedTime(_since).TotalMilliseconds);
                Changed();
            }
        }
    }

    /// <summary>Who left before asking is not connected any more: nobody waits for it.</summary>
    public void Leave(string client)
    {
        lock (_gate)
        {
            if (_waited.Remove(client))
            {
                Changed();
            }
        }
    }

    /// <summary>Completes with the next acknowledgement or departure after this call.</summary>
    public Task ChangeAsync()
    {
        lock (_gate)
        {
            return _waited.Count == 0 ? Task.CompletedTask : _changed.Task;
        }
    }

    private void Changed()
    {
        _changed.SetResult();
        _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>How far a change has come.</summary>
/// <param name="Revision">Which change.</param>
/// <param name="Clients">Clients it is about that were connected when it was committed, and still are or have acknowledged.</param>
/// <param name="Acknowledged">How many of them have asked for it.</param>
/// <param name="Milliseconds">From the commit to the last acknowledgement; 0 before the first.</param>
public sealed record PropagationResource(long Revision, int Clients, int Acknowledged, double Milliseconds)
{
    /// <summary>Whether nobody is waited for any more.</summary>
    public bool Complete => Acknowledged == Clients;
}
