
namespace StudioOps.Http.Tests;

public sealed class PagingTests
{
    private static readonly Row[] Rows = [.. Enumerable.Range(1, 7).Select(i => new Row(new Guid(i, 0, 0, new byte[8]), $"name-{i / 3}"))];

    [Theory]
    [InlineData(1, "name")]
    [InlineData(2, "-name")]
    [InlineData(3, "name")]
    [InlineData(7, "-name")]
    [InlineData(200, "name")]
    public async Task Pages_hold_every_row_once_in_order(int limit, string sort)
    {
        var seen = new List<Row>();
        string? cursor = null;
        do
        {
            var request = await BindAsync($"?limit={limit}&sort={sort}&cursor={cursor}");
            var page = request.Cut<Row>([.. Rows.AsQueryable().Paged(request, row => row.Name, row => row.Id, text => text)], row => new Cursor(row.Name, row.Id.ToString()));
            Assert.InRange(page.Items.Count, 1, limit);
            seen.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        var ordered = Rows.OrderBy(row => row.Name, StringComparer.Ordinal).ThenBy(row => row.Id);
        Assert.Equal(sort[0] == '-' ? ordered.Reverse() : ordered, seen);
    }

    [Theory]
    [InlineData("?limit=0")]
    [InlineData("?limit=201")]
    [InlineData("?limit=ten")]
    [InlineData("?cursor=made-up")]
    public async Task A_page_nobody_could_mean_is_refused(string query) =>
        Assert.Equal(400, (await Assert.ThrowsAsync<BadHttpRequestException>(async () => await BindAsync(query))).StatusCode);

    [Fact]
    public async Task A_cursor_of_another_sort_is_refused_not_guessed_at()
    {
        var foreign = await BindAsync($"?cursor={new Cursor("name-1", "not-an-id")}");

        Assert.Throws<BadHttpRequestException>(() => Rows.AsQueryable().Paged(foreign, row => row.Name, row => row.Id, text => text).ToList());
    }

    private static ValueTask<PageRequest> BindAsync(string query)
    {
        var context = new DefaultHttpContext();
        context.Request.QueryString = new QueryString(query);
        return PageRequest.BindAsync(context, null!);
    }

    private sealed record Row(Guid Id, string Name);
}
