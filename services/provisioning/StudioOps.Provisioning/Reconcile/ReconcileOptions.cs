using System.ComponentModel.DataAnnotations;

namespace StudioOps.Provisioning.Reconcile;

internal sealed record ReconcileOptions
{
    /// <summary>Tenants worked on at once by this copy.</summary>
    [Range(1, 64)]
    public int Parallel { get; init; } = 8;

    /// <summary>The longest one step may take.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan StepDeadline { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How often a step that is fine is looked at again; 20 % jitter spreads tenants.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan DriftCheck { get; init; } = TimeSpan.FromMinutes(4);

    [Range(typeof(TimeSpan), "00:00:00.01", "00:10:00")]
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(1);

    [Range(typeof(TimeSpan), "00:00:00.01", "1.00:00:00")]
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long the loop rests at most, should every signal be lost.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:01:00")]
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(1);
}
