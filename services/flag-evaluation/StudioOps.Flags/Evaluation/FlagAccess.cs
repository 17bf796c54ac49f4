using System.Collections.Concurrent;
using System.Globalization;
using StudioOps.ServiceDefaults;

namespace StudioOps.Flags.Evaluation;

/// <summary>
/// Says in the log which tenant was given which variant: once a minute for each combination, with the number of times it was asked since, so
/// that the log tells what is used and never grows with traffic. Never the rules, the value, or whom it was for.
/// </summary>
internal sealed class FlagAccess(TimeProvider clock, ILogger<FlagAccess> logger)
{
    private const int Most = 10_000;
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    /// <summary>OpenTelemetry's name for the event.</summary>
    private static readonly EventId Evaluation = new(1, "feature_flag.evaluation");

    private readonly ConcurrentDictionary<(string Tenant, string? Flag, string? Variant), Seen> _seen = [];

    /// <param name="tenant">Who was answered.</param>
    /// <param name="flag">Which flag; null for all of them at once.</param>
    /// <param name="variant">What it was given.</param>
    /// <param name="reason">OpenFeature's word for why.</param>
    /// <param name="revision">Of the tenant's snapshot.</param>
    public void Note(string tenant, string? flag, string? variant, string? reason, long revision)
    {
        if (!logger.IsEnabled(LogLevel.Information))
        {
            return;
        }

        if (_seen.Count >= Most)
        {
            _seen.Clear();   // forgetting early says a line too many, and bounds the memory
        }

        var seen = _seen.GetOrAdd((tenant, flag, variant), static _ => new Seen());
        Interlocked.Increment(ref seen.Since);
        var (now, told) = (clock.GetUtcNow().UtcTicks, Interlocked.Read(ref seen.ToldAt));
        if (now - told >= Every.Ticks && Interlocked.CompareExchange(ref seen.ToldAt, now, told) == told)
        {
            Tell(tenant, flag, variant, reason, revision, Interlocked.Exchange(ref seen.Since, 0));
        }
    }

    // By hand, because the generator takes no names with dots, and these are a convention's.
    private void Tell(string tenant, string? flag, string? variant, string? reason, long revision, long count)
    {
        List<KeyValuePair<string, object?>> said =
        [
            new(Telemetry.Tenant, tenant),
            new("feature_flag.provider.name", "studioops"),
            new("feature_flag.set.id", tenant),
            new("feature_flag.version", revision.ToString(CultureInfo.InvariantCulture)),
            new("studioops.flags.count", count),
        ];
        if (flag is not null)
        {
            said.AddRange([new("feature_flag.key", flag), new("feature_flag.result.variant", variant), new("feature_flag.result.reason", reason)]);
        }

        logger.Log(LogLevel.Information, Evaluation, said, null, (_, _) => flag is null
            ? $"Tenant {tenant} was given all its flags at revision {revision}; {count} times since last told"
            : $"Tenant {tenant} was given {flag} = {variant} ({reason}) at revision {revision}; {count} times since last told");
    }

    private sealed class Seen
    {
        public long ToldAt;
        public long Since;
    }
}
