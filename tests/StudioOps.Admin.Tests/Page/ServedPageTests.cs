using System.Net;
using System.Text.RegularExpressions;

namespace StudioOps.Admin.Tests.Page;

public sealed partial class ServedPageTests(AdminFixture admin) : IClassFixture<AdminFixture>
{
    [Fact]
    public async Task The_page_and_all_it_links_to_are_served_to_strangers_and_checked_again_each_time()
    {
        using var stranger = admin.Anonymous();
        using var page = await stranger.GetAsync("/");
        var html = await page.Content.ReadAsStringAsync();

        Assert.Equal((HttpStatusCode.OK, "text/html"), (page.StatusCode, page.Content.Headers.ContentType?.MediaType));
        var links = Link().Matches(html).Select(link => link.Groups[1].Value).ToList();
        Assert.Contains("/app.js", links);
        foreach (var link in links)
        {
            using var file = await stranger.GetAsync(link);
            Assert.Equal(HttpStatusCode.OK, file.StatusCode);
            Assert.NotNull(file.Headers.ETag);
            Assert.True(file.Headers.CacheControl?.NoCache);
        }
    }

    [Fact]
    public async Task Nothing_in_the_page_needs_a_laxer_content_security_policy()
    {
        using var stranger = admin.Anonymous();
        var html = await stranger.GetStringAsync("/");

        Assert.DoesNotMatch(Inline(), html);
    }

    [GeneratedRegex("(?:href|src)=\"(/[a-z-]+\\.[a-z]+)\"")]
    private static partial Regex Link();

    [GeneratedRegex("<style|style=|<script(?![^>]*\\ssrc=)|\\son[a-z]+=", RegexOptions.IgnoreCase)]
    private static partial Regex Inline();
}
