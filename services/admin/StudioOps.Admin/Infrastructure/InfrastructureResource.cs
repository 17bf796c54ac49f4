namespace StudioOps.Admin.Infrastructure;

/// <summary>What this installation leans on.</summary>
/// <param name="At">When this was read, in UTC.</param>
/// <param name="Live">What is configured, as the probes last found it.</param>
/// <param name="Planned">What the product can use and this installation was not given. Nothing is claimed about it.</param>
internal sealed record InfrastructureResource(DateTimeOffset At, IReadOnlyList<NeighbourResource> Live, IReadOnlyList<PlannedNeighbour> Planned);

/// <summary>One neighbour.</summary>
/// <param name="Name">Resource name.</param>
/// <param name="Product">What it is.</param>
/// <param name="Target">Where it is asked.</param>
/// <param name="State"><c>unknown</c> until it answered or when it was not asked lately; else <c>up</c>, <c>degraded</c> or <c>down</c>.</param>
/// <param name="Since">Since when it is in this state.</param>
/// <param name="TcpMilliseconds">Until the connection stood, last time; null without one.</param>
/// <param name="Milliseconds">Until the answer was understood, last time; null without one.</param>
/// <param name="CheckedAt">When it was last asked, or null.</param>
/// <param name="Error">What is wrong now, or null.</param>
/// <param name="LastError">The last thing that was wrong, also when all is well again; or null.</param>
/// <param name="History">The last answers, oldest first.</param>
internal sealed record NeighbourResource(
    string Name, string Product, string Target, ProbeState State, DateTimeOffset Since, double? TcpMilliseconds, double? Milliseconds, DateTimeOffset? CheckedAt,
    string? Error, ProbeFailure? LastError, IReadOnlyList<ProbeAnswer> History);

/// <summary>Something that was wrong, and when.</summary>
internal sealed record ProbeFailure(DateTimeOffset At, string Message);

/// <summary>One past answer.</summary>
internal sealed record ProbeAnswer(DateTimeOffset At, ProbeState State, double? Milliseconds);
