namespace StudioOps.Hosting.Orchestration;

/// <summary>How long to wait before a crashed resource starts again, and when to stop trying.</summary>
internal sealed class RestartPolicy(TimeSpan firstPause)
{
    private const int TriesBeforeGivingUp = 3;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Recovered = TimeSpan.FromSeconds(30);
    private bool _wasEverReady;
    private int _inARow;

    /// <summary>Null when it never became ready and has been tried often enough; what worked once is tried for ever.</summary>
    public TimeSpan? NextPause(bool wasReady, TimeSpan lived)
    {
        _wasEverReady |= wasReady;
        _inARow = wasReady && lived > Recovered ? 1 : _inARow + 1;
        if (!_wasEverReady && _inARow >= TriesBeforeGivingUp)
        {
            return null;
        }

        var pause = firstPause * Math.Pow(2, Math.Min(_inARow, 10) - 1);
        return pause < LongestPause ? pause : LongestPause;
    }

    public void Reset()
    {
        _wasEverReady = false;
        _inARow = 0;
    }
}
