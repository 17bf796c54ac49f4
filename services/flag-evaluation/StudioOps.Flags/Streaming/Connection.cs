namespace StudioOps.Flags.Streaming;

/// <summary>One client's open stream.</summary>
/// <param name="id">Comes back in the client's next question: that is how it acknowledges.</param>
/// <param name="ticket">What opened it.</param>
internal sealed class Connection(string id, Ticket ticket) : IDisposable
{
    private readonly SemaphoreSlim _news = new(0, 1);
    private long _told = -1;
    private volatile bool _ended;

    public string Id => id;

    public Ticket Ticket => ticket;

    /// <summary>The revision it was told of last.</summary>
    public long Told
    {
        get => Interlocked.Read(ref _told);
        set => Interlocked.Exchange(ref _told, value);
    }

    /// <summary>How many expiries had passed for its tenant when it was told last.</summary>
    public int ToldExpiries { get; set; }

    /// <summary>Whether the stream is to be closed.</summary>
    public bool Ended => _ended;

    /// <summary>There is something to say.</summary>
    public void Wake()
    {
        try
        {
            _news.Release();
        }
        catch (SemaphoreFullException)
        {
            // Awake already: whatever there is to say, it will be the newest.
        }
        catch (ObjectDisposedException)
        {
            // The client left this moment.
        }
    }

    /// <summary>Closes the stream; its client comes back or does not.</summary>
    public void End()
    {
        _ended = true;
        Wake();
    }

    /// <summary>True when there is something to say; false when it was quiet for as long as a proxy suffers.</summary>
    public Task<bool> NewsAsync(TimeSpan heartbeat, CancellationToken ct) => _news.WaitAsync(heartbeat, ct);

    public void Dispose() => _news.Dispose();
}
