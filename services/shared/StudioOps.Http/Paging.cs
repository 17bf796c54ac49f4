using System.Buffers.Text;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace StudioOps.Http;

/// <summary>One page of a list.</summary>
/// <param name="Items">The rows, in the order asked for.</param>
/// <param name="NextCursor">Pass it back as <c>cursor</c> for the next page; null on the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);

/// <summary>What a list request asks for: <c>?limit=&amp;cursor=&amp;sort=</c>. A handler parameter.</summary>
/// <param name="Limit">1 to 200 rows, 50 by default.</param>
/// <param name="Cursor">The position after which to go on, or null.</param>
/// <param name="Sort">Field name, a leading minus for descending; null for the list's own order.</param>
public sealed record PageRequest(int Limit, Cursor? Cursor, string? Sort)
{
    public const int DefaultLimit = 50;
    public const int MostLimit = 200;

    /// <summary>The field to sort by, without its sign.</summary>
    public string? SortField => Sort?.TrimStart('-');

    public bool Descending => Sort?.StartsWith('-') == true;

    public static ValueTask<PageRequest> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var query = context.Request.Query;
        var limit = DefaultLimit;
        if (query["limit"].ToString() is { Length: > 0 } text && (!int.TryParse(text, out limit) || limit is < 1 or > MostLimit))
        {
            throw new BadHttpRequestException($"limit is a whole number from 1 to {MostLimit}.");
        }

        var cursor = query["cursor"].ToString() is { Length: > 0 } value ? Http.Cursor.Parse(value) : null;
        return ValueTask.FromResult(new PageRequest(limit, cursor, query["sort"].ToString() is { Length: > 0 } sort ? sort : null));
    }

    /// <summary>Cuts <c>Limit + 1</c> rows, as read, into a page; the extra row only tells that there is a next one.</summary>
    public Page<T> Cut<T>(IReadOnlyList<T> rows, Func<T, Cursor> position) => rows.Count <= Limit
        ? new Page<T>(rows, null)
        : new Page<T>([.. rows.Take(Limit)], position(rows[Limit - 1]).ToString());
}

/// <summary>The last row of a page: its sort value and its id, opaque to callers.</summary>
public sealed record Cursor(string Value, string Id)
{
    public override string ToString() => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new[] { Value, Id }));

    internal static Cursor Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<string[]>(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text))) is [var value, var id]
                ? new Cursor(value, id)
                : throw new FormatException();
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            throw new BadHttpRequestException("cursor is not one that this list gave out.", e);
        }
    }
}
