using Microsoft.Extensions.Options;

namespace StudioOps.Provisioning.Reconcile;

/// <summary>When to look again: one second doubling to five minutes after errors, give or take a fifth.</summary>
internal sealed class Backoff(IOptions<ReconcileOptions> options, Random chance)
{
    private static readonly TimeSpan MostPatience = TimeSpan.FromHours(1);

    /// <summary>The pause after this many failures in a row; never shorter than the upstream asked for.</summary>
    public TimeSpan After(int attempts, TimeSpan? retryAfter)
    {
        var (first, longest) = (options.Value.FirstRetry, options.Value.LongestRetry);
        var doubled = first * Math.Pow(2, Math.Clamp(attempts - 1, 0, 30));
        var pause = Spread(doubled < longest ? doubled : longest);
        var asked = retryAfter is { } wait && wait < MostPatience ? wait : retryAfter is null ? TimeSpan.Zero : MostPatience;
        return pause > asked ? pause : asked;
    }

    /// <summary>The pause before a step that is fine is looked at again.</summary>
    public TimeSpan UntilDriftCheck() => Spread(options.Value.DriftCheck);

    private TimeSpan Spread(TimeSpan pause)
    {
        // A seeded Random is not safe to share between threads by itself.
        lock (chance)
        {
            return pause * (0.8 + (0.4 * chance.NextDouble()));
        }
    }
}
