namespace StudioOps.Flags.Streaming;

/// <summary>How changes are told to connected clients.</summary>
internal sealed record StreamOptions
{
    public const int ShortestKey = 32;

    /// <summary>Signs the tickets that open streams; the same for every copy of this service. Another key ends every ticket.</summary>
    public string TicketKey { get; init; } = "";

    /// <summary>A ticket is good for one to two of these; each new one hands every client that asks a new ticket.</summary>
    public TimeSpan TicketEpoch { get; init; } = TimeSpan.FromHours(6);

    /// <summary>The longest silence on a stream. Proxies cut what is silent longer.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The shortest time between two events of one stream: a burst of changes becomes a handful.</summary>
    public TimeSpan Spacing { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How many streams are told of a change per <see cref="Tick"/>: their clients all ask at once for what changed.</summary>
    public int PerTick { get; init; } = 100;

    /// <summary>Streams one sign-in session may hold. Browsers open six connections to a host, all tabs together; more streams would leave none for calls.</summary>
    public int PerSession { get; init; } = 4;

    /// <summary>The pause between two groups of streams.</summary>
    public static TimeSpan Tick { get; } = TimeSpan.FromMilliseconds(10);

    /// <summary>How long a question that has seen a newer revision waits for this copy to catch up.</summary>
    public TimeSpan CatchUp { get; init; } = TimeSpan.FromMilliseconds(500);
}
