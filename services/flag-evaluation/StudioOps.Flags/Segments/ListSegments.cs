using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Data;
using StudioOps.Http;
using StudioOps.ServiceDefaults;

namespace StudioOps.Flags.Segments;

/// <summary><c>?search=&amp;archived=</c>, in the order of their keys; and the names on a segment's lists, <c>?search=&amp;excluded=</c>, in their own.</summary>
internal static class ListSegments
{
    public static async Task<Ok<Page<SegmentResource>>> Handle(PageRequest page, string? search, bool? archived, FlagDbContext db, CancellationToken ct)
    {
        var rows = db.Segments.AsNoTracking().Where(segment => segment.ArchivedAt != null == (archived == true));
        if (!string.IsNullOrWhiteSpace(search))
        {
            var pattern = ListFlags.Pattern(search);
            rows = rows.Where(segment => EF.Functions.ILike(segment.Key, pattern, "!") || EF.Functions.ILike(segment.Description, pattern, "!"));
        }

        var after = After(page);
        var found = await rows.Where(segment => after == null || string.Compare(segment.Key, after) > 0).OrderBy(segment => segment.Key).Take(page.Limit + 1).ToListAsync(ct);
        return TypedResults.Ok(page.Cut([.. found.Select(segment => SegmentResource.Of(segment))], segment => new Cursor("", segment.Key)));
    }

    public static async Task<Results<Ok<SegmentResource>, ProblemHttpResult>> One(string segment, FlagDbContext db, HttpResponse response, CancellationToken ct)
    {
        if (await db.Segments.AsNoTracking().SingleOrDefaultAsync(row => row.Key == segment, ct) is not { } found)
        {
            return Problems.NotFound("segment.not-found");
        }

        response.SetETag(found.Revision);
        return TypedResults.Ok(SegmentResource.Of(found, await db.UsersOfAsync(segment, ct)));
    }

    public static async Task<Results<Ok<Page<SegmentMemberResource>>, ProblemHttpResult>> Members(
        string segment, PageRequest page, string? search, bool? excluded, FlagDbContext db, CancellationToken ct)
    {
        if (await db.Segments.AsNoTracking().SingleOrDefaultAsync(row => row.Key == segment, ct) is not { } found)
        {
            return Problems.NotFound("segment.not-found");
        }

        var rows = db.SegmentMembers.AsNoTracking().Where(member => member.SegmentId == found.Id && (excluded == null || member.Excluded == excluded));
        if (!string.IsNullOrWhiteSpace(search))
        {
            var pattern = ListFlags.Pattern(search);
            rows = rows.Where(member => EF.Functions.ILike(member.Name, pattern, "!"));
        }

        var after = After(page);
        var names = await rows.Where(member => after == null || string.Compare(member.Name, after) > 0).OrderBy(member => member.Name)
            .Take(page.Limit + 1).Select(member => new SegmentMemberResource(member.Name, member.Excluded)).ToListAsync(ct);
        return TypedResults.Ok(page.Cut(names, member => new Cursor("", member.Name)));
    }

    private static string? After(PageRequest page) => page is { Sort: null, Cursor: { Value: not "" } }
        ? throw new BadHttpRequestException("cursor is not one that this list gave out.")
        : page.Sort is null ? page.Cursor?.Id : throw new BadHttpRequestException("This list has one order of its own.");
}
