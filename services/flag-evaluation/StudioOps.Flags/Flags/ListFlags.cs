using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Data;
using StudioOps.Flags.Engine;
using StudioOps.Flags.Usage;
using StudioOps.Http;
using StudioOps.Tenancy;

namespace StudioOps.Flags;

/// <summary><c>?search=&amp;state=&amp;type=&amp;kind=&amp;lifecycle=&amp;tag=&amp;owner=&amp;stale=&amp;archived=</c>, sorted by <c>key</c> (default) or <c>updatedAt</c>.</summary>
internal static class ListFlags
{
    public static async Task<Ok<Page<FlagResource>>> Handle(
        PageRequest page, string? search, string? state, string? type, string? kind, string? lifecycle, string? tag, string? owner, string? stale, bool? archived,
        FlagDbContext db, StaleFlags staleFlags, Caller caller, CancellationToken ct)
    {
        var wantedStale = stale is null or "any" ? null : Word<StaleKind>(stale, nameof(stale));
        var flags = db.Flags.AsNoTracking().Where(flag => flag.ArchivedAt != null == (archived == true));
        if (Word<FlagState>(state, nameof(state)) is { } wantedState)
        {
            flags = flags.Where(flag => flag.State == wantedState);
        }

        if (Word<FlagType>(type, nameof(type)) is { } wantedType)
        {
            flags = flags.Where(flag => flag.Type == wantedType);
        }

        if (Word<FlagKind>(kind, nameof(kind)) is { } wantedKind)
        {
            flags = flags.Where(flag => flag.Kind == wantedKind);
        }

        if (Word<FlagLifecycle>(lifecycle, nameof(lifecycle)) is { } wantedLifecycle)
        {
            flags = flags.Where(flag => flag.Lifecycle == wantedLifecycle);
        }

        flags = tag is null ? flags : flags.Where(flag => flag.Tags.Contains(tag));
        flags = owner is null ? flags : flags.Where(flag => flag.Owner == owner);
        // Whether a flag is stale hangs on every tenant: a tenant's caller is told of none.
        var kinds = stale is null ? null : caller.IsPlatform ? await staleFlags.ReadAsync(ct) : new Dictionary<string, StaleKind[]>();
        if (kinds is not null)
        {
            string[] keys = [.. kinds.Where(one => wantedStale is not { } wanted || one.Value.Contains(wanted)).Select(one => one.Key)];
            flags = flags.Where(flag => keys.Contains(flag.Key));
        }

        if (!string.IsNullOrWhiteSpace(search))
        {
            var pattern = Pattern(search);
            flags = flags.Where(flag => EF.Functions.ILike(flag.Key, pattern, "!") || EF.Functions.ILike(flag.Description, pattern, "!"));
        }

        var rows = await Sorted(flags, page).Take(page.Limit + 1).ToListAsync(ct);
        var byTime = page.SortField == "updatedAt";
        return TypedResults.Ok(page.Cut(
            [.. rows.Select(flag => FlagResource.Of(flag, caller.IsPlatform) with { Stale = kinds?.GetValueOrDefault(flag.Key) })],
            flag => new Cursor(byTime ? flag.UpdatedAt.ToString("O", CultureInfo.InvariantCulture) : "", flag.Key)));
    }

    /// <summary>Finds the text anywhere, with an exclamation mark as the escape.</summary>
    public static string Pattern(string search) => $"%{search.Replace("!", "!!").Replace("%", "!%").Replace("_", "!_")}%";

    /// <summary>Routing would take an enum by its C# spelling only; the API spells them in lower case everywhere.</summary>
    private static T? Word<T>(string? text, string name)
        where T : struct, Enum => text is null ? null
            : Enum.GetValues<T>().Where(value => string.Equals(value.Word(), text, StringComparison.OrdinalIgnoreCase)).Select(value => (T?)value).SingleOrDefault()
              ?? throw new BadHttpRequestException($"{name} is one of {string.Join(", ", Enum.GetValues<T>().Select(value => value.Word()))}.");

    private static IQueryable<Flag> Sorted(IQueryable<Flag> flags, PageRequest page)
    {
        var after = page.Cursor;
        switch (page.SortField)
        {
            case null or "key" when page.Descending:
                return flags.Where(flag => after == null || string.Compare(flag.Key, after.Id) < 0).OrderByDescending(flag => flag.Key);
            case null or "key":
                return flags.Where(flag => after == null || string.Compare(flag.Key, after.Id) > 0).OrderBy(flag => flag.Key);
            case "updatedAt":
                if (after is null)
                {
                    return page.Descending
                        ? flags.OrderByDescending(flag => flag.UpdatedAt).ThenByDescending(flag => flag.Key)
                        : flags.OrderBy(flag => flag.UpdatedAt).ThenBy(flag => flag.Key);
                }

                if (!DateTimeOffset.TryParse(after.Value, CultureInfo.InvariantCulture, out var at))
                {
                    throw new BadHttpRequestException("cursor is not one that this list gave out.");
                }

                return page.Descending
                    ? flags.Where(flag => flag.UpdatedAt < at || (flag.UpdatedAt == at && string.Compare(flag.Key, after.Id) < 0))
                        .OrderByDescending(flag => flag.UpdatedAt).ThenByDescending(flag => flag.Key)
                    : flags.Where(flag => flag.UpdatedAt > at || (flag.UpdatedAt == at && string.Compare(flag.Key, after.Id) > 0))
                        .OrderBy(flag => flag.UpdatedAt).ThenBy(flag => flag.Key);
            default:
                throw new BadHttpRequestException("sort is key or updatedAt, with a leading minus for descending.");
        }
    }
}
