using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using StudioOps.Flags.Evaluation;
using StudioOps.Flags.Streaming;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Flags.Usage;

/// <summary>What a client answered in its own process since it last told.</summary>
/// <param name="Counts">By flag and variant; more than a thousand are sent in several calls.</param>
/// <param name="Unknown">Names it was asked for that it knows no flag of.</param>
/// <param name="Tenant">Whose; a caller of one tenant leaves it out.</param>
public sealed record ReportUsageRequest(
    [property: Required, NoNulls, MaxLength(1000)] IReadOnlyList<ReportedCount> Counts, [property: NoNulls, MaxLength(100)] IReadOnlyList<string>? Unknown = null, [property: StringLength(60)] string? Tenant = null);

/// <param name="Flag">The flag.</param>
/// <param name="Variant">Its variant; <c>override</c> for a value only an override holds, <c>error</c> for what could not be decided.</param>
/// <param name="Count">How often.</param>
public sealed record ReportedCount([property: Required, StringLength(100)] string Flag, [property: Required, StringLength(100)] string Variant, [property: Range(1, 1_000_000_000)] long Count);

/// <param name="Counted">How many rows were taken.</param>
/// <param name="Ignored">How many were of flags or variants that are not served any more.</param>
public sealed record ReportedUsage(int Counted, int Ignored);

internal static class ReportUsage
{
    private static readonly string[] WithoutVariant = ["override", "error"];

    public static Results<Ok<ReportedUsage>, ProblemHttpResult> Handle(ReportUsageRequest request, Snapshots snapshots, UsageReports reports, UsageCounters counters, Caller caller)
    {
        var installation = snapshots.Current;
        if (ServerStream.View(installation, request.Tenant, caller, out var refusal) is not { } tenant)
        {
            return refusal!;
        }

        UsageCount[] known =
        [
            .. request.Counts.Where(count => installation.Flags.Find(count.Flag) is { } flag && (WithoutVariant.Contains(count.Variant) || flag.Variants.Any(variant => variant.Name == count.Variant)))
                .Select(count => new UsageCount(tenant.Id, count.Flag, count.Variant, count.Count, 0)),
        ];
        if (!reports.TryAdd(known))
        {
            return Problems.Refuse(StatusCodes.Status503ServiceUnavailable, "usage.busy", "More was reported than can be written now; tell it again later.");
        }

        foreach (var key in (request.Unknown ?? []).Where(key => installation.Flags.Find(key) is null))
        {
            counters.Unknown(key);
        }

        return TypedResults.Ok(new ReportedUsage(known.Length, request.Counts.Count - known.Length));
    }
}

/// <summary>What clients told, until it is written with what was counted here.</summary>
internal sealed class UsageReports
{
    /// <summary>More rows than this are not held: whoever tells keeps them.</summary>
    private const int Most = 100_000;

    private readonly Lock _gate = new();
    private Dictionary<(Guid Tenant, string Flag, string Variant), long> _counts = [];

    public bool TryAdd(IReadOnlyList<UsageCount> counts)
    {
        lock (_gate)
        {
            if (_counts.Count + counts.Count > Most)
            {
                return false;
            }

            foreach (var count in counts)
            {
                var key = (count.Tenant, count.Flag, count.Variant);
                _counts[key] = _counts.GetValueOrDefault(key) + count.Named;
            }

            return true;
        }
    }

    public IEnumerable<UsageCount> Take()
    {
        lock (_gate)
        {
            var taken = _counts;
            _counts = [];
            return taken.Select(count => new UsageCount(count.Key.Tenant, count.Key.Flag, count.Key.Variant, count.Value, 0));
        }
    }
}
