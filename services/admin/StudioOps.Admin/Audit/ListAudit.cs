using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Http;
using StudioOps.ServiceDefaults;

namespace StudioOps.Admin.Audit;

internal static class ListAudit
{
    private const string NewestFirst = "-occurredAt";

    public static async Task<Results<Ok<Page<AuditResource>>, ProblemHttpResult>> Handle(
        [AsParameters] AuditFilter filter, PageRequest page, AuditReader reader, CancellationToken ct)
    {
        if (filter.Refusal() is { } refusal)
        {
            return refusal;
        }

        if (page.Sort is not (null or NewestFirst))
        {
            return Problems.Refuse(StatusCodes.Status400BadRequest, "request.invalid", $"The audit log is sorted by {NewestFirst} only.");
        }

        var rows = filter.Apply(reader.Db.Records.AsNoTracking(), await reader.ChainsAsync(filter.Tenant, ct));
        if (page.Cursor is { } cursor)
        {
            var (at, position) = Position(cursor);
            rows = rows.Where(row => row.OccurredAt < at || (row.OccurredAt == at && row.Position < position));
        }

        var found = await rows.OrderByDescending(row => row.OccurredAt).ThenByDescending(row => row.Position).Take(page.Limit + 1).ToListAsync(ct);
        var name = await reader.NamesAsync(found.Select(row => row.Chain), ct);
        var cut = page.Cut(found, row => new Cursor(row.OccurredAt.ToString("O", CultureInfo.InvariantCulture), row.Position.ToString(CultureInfo.InvariantCulture)));
        return TypedResults.Ok(new Page<AuditResource>([.. cut.Items.Select(row => AuditResource.Of(row, name(row.Chain)))], cut.NextCursor));
    }

    private static (DateTimeOffset At, long Position) Position(Cursor cursor) =>
        DateTimeOffset.TryParseExact(cursor.Value, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) && long.TryParse(cursor.Id, CultureInfo.InvariantCulture, out var position)
            ? (at.ToUniversalTime(), position)
            : throw new BadHttpRequestException("cursor is not one that this list gave out.");
}
