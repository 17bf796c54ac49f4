using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Data;

namespace StudioOps.Flags.Segments;

/// <summary>The names on a segment's lists: checked, and written by the thousand in one statement.</summary>
internal static class MemberNames
{
    public const int Most = 100_000;
    private const int Longest = 200;

    public static IEnumerable<Fault> Faults(string field, IReadOnlyList<string?> names) =>
        names.Select((name, i) => (name, i)).Where(at => at.name is null or { Length: 0 or > Longest } || at.name.Contains('\0'))
            .Select(at => new Fault($"{field}[{at.i}]", $"A name has 1 to {Longest} characters.")).Take(10);

    /// <summary>Puts names on a list, and takes them off the other.</summary>
    public static async Task NameAsync(this FlagDbContext db, Guid segment, IReadOnlyCollection<string> names, bool excluded, CancellationToken ct)
    {
        if (names.Count == 0)
        {
            return;
        }

        var wanted = names.Distinct(StringComparer.Ordinal).ToArray();
        db.Names.Add(segment, await db.Database.SqlQuery<NameChange>(
            $"""
            with was as (select name, excluded from segment_members where segment_id = {segment} and name = any({wanted})),
              put as (
                insert into segment_members (segment_id, name, excluded) select {segment}, name, {excluded} from unnest({wanted}) as name
                on conflict (segment_id, name) do update set excluded = excluded.excluded where segment_members.excluded <> excluded.excluded
                returning name, excluded)
            select put.name as "Name", was.excluded as "Was", put.excluded as "Is" from put left join was using (name)
            """).ToListAsync(ct));
    }

    public static async Task ForgetAsync(this FlagDbContext db, Guid segment, IReadOnlyCollection<string> names, CancellationToken ct)
    {
        if (names.Count > 0)
        {
            var gone = names.ToArray();
            db.Names.Add(segment, await db.Database.SqlQuery<NameChange>(
                $"""delete from segment_members where segment_id = {segment} and name = any({gone}) returning name as "Name", excluded as "Was", null::boolean as "Is" """).ToListAsync(ct));
        }
    }

    public static async Task ForgetAllAsync(this FlagDbContext db, Guid segment, CancellationToken ct) =>
        db.Names.Add(segment, await db.Database.SqlQuery<NameChange>(
            $"""delete from segment_members where segment_id = {segment} returning name as "Name", excluded as "Was", null::boolean as "Is" """).ToListAsync(ct));
}
