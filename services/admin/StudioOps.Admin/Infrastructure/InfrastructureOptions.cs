using System.ComponentModel.DataAnnotations;

namespace StudioOps.Admin.Infrastructure;

internal sealed record InfrastructureOptions
{
    /// <summary>Seconds between two rounds.</summary>
    [Range(1, 300)]
    public double IntervalSeconds { get; init; } = 5;

    /// <summary>Seconds a neighbour has to answer.</summary>
    [Range(0.05, 60)]
    public double TimeoutSeconds { get; init; } = 2;

    /// <summary>An answer slower than this is not a good one.</summary>
    [Range(0, 60_000)]
    public double SlowMilliseconds { get; init; } = 500;

    /// <summary>Answers kept per neighbour.</summary>
    [Range(1, 1000)]
    public int History { get; init; } = 60;

    /// <summary>An answer older than this says nothing about now.</summary>
    public TimeSpan Stale => TimeSpan.FromSeconds((IntervalSeconds * 3) + TimeoutSeconds);
}
