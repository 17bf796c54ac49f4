using Microsoft.EntityFrameworkCore;
using StudioOps.Admin.Data;

namespace StudioOps.Admin.Audit;

/// <summary>Numbers of a source that are nowhere: recorded there, and lost, withheld or removed since.</summary>
/// <param name="Source">The service.</param>
/// <param name="From">First missing number.</param>
/// <param name="To">Last missing number.</param>
public sealed record NumberGap(string Source, long From, long To);

internal static class NumberGaps
{
    /// <summary>How long a record may be overtaken by its successors on the bus without that being a gap.</summary>
    public static readonly TimeSpan InFlight = TimeSpan.FromSeconds(10);

    /// <summary>Over all chains together. Records that have waited since <paramref name="settled"/> count as arrived, and so does how far a source once came.</summary>
    public static Task<List<NumberGap>> ReadAsync(AdminDbContext everyone, DateTimeOffset settled, CancellationToken ct) => everyone.Database.SqlQuery<NumberGap>(
        $"""
        with known as (select source, number from audit_records union select source, number from audit_waiting where received_at <= {settled}),
             steps as (select source, number, lag(number, 1, 0::bigint) over (partition by source order by number) as before from known)
        select source as "Source", before + 1 as "From", number - 1 as "To" from steps where number > before + 1
        union all
        select s.source, coalesce(max(k.number), 0) + 1, s.last_number
        from audit_sources s left join known k on k.source = s.source
        group by s.source, s.last_number having s.last_number > coalesce(max(k.number), 0)
        order by 1, 2
        """).ToListAsync(ct);

    /// <summary>The same over numbers seen one by one, as an export gives them.</summary>
    public static IReadOnlyList<NumberGap> Of(IReadOnlyDictionary<string, SortedSet<long>> numbers) =>
        [.. numbers.OrderBy(source => source.Key, StringComparer.Ordinal).SelectMany(source => Of(source.Key, source.Value))];

    private static IEnumerable<NumberGap> Of(string source, SortedSet<long> numbers)
    {
        var before = 0L;
        foreach (var number in numbers)
        {
            if (number > before + 1)
            {
                yield return new NumberGap(source, before + 1, number - 1);
            }

            before = number;
        }
    }
}
