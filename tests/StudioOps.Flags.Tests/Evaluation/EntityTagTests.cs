using System.Net;
using static StudioOps.Flags.Tests.FlagServiceFixture;

namespace StudioOps.Flags.Tests.Evaluating;

public sealed class EntityTagTests(FlagServiceFixture service) : IClassFixture<FlagServiceFixture>
{
    [Fact]
    public async Task The_same_question_is_answered_304_with_the_tag_and_no_body()
    {
        var (acme, context) = (service.Member(Acme), new { targetingKey = "ada" });
        var tag = (await EvaluateAsync(acme, null, context)).Headers.ETag!.Tag;

        foreach (var header in new[] { tag, $"W/{tag}", $"\"other\", {tag}", "*" })
        {
            var again = await EvaluateAsync(acme, null, context, header);
            Assert.Equal((HttpStatusCode.NotModified, tag, 0), (again.StatusCode, again.Headers.ETag!.Tag, (await again.Content.ReadAsByteArrayAsync()).Length));
        }

        Assert.Equal(HttpStatusCode.OK, (await EvaluateAsync(acme, null, context, "\"other\"")).StatusCode);
    }

    [Fact]
    public async Task A_client_that_was_told_of_a_change_never_gets_304()
    {
        var acme = service.Member(Acme);
        var tag = (await EvaluateAsync(acme, null, new { })).Headers.ETag!.Tag;

        Assert.Equal(HttpStatusCode.OK, (await EvaluateAsync(acme, null, new { }, tag, $"?flagConfigEtag={Uri.EscapeDataString(tag)}")).StatusCode);
    }

    [Fact]
    public async Task Only_what_can_change_an_answer_changes_the_tag()
    {
        var key = Tally.Key();
        await service.DefineAsync(new
        {
            key, type = "boolean",
            rules = new[] { new { id = "r", variant = "on", conditions = new[] { new { @is = "equals", attribute = "country", value = "de" } } } },
        });
        var acme = service.Member(Acme);
        var tag = (await EvaluateAsync(acme, null, new { country = "de" })).Headers.ETag!.Tag;

        Assert.Equal(HttpStatusCode.OK, (await EvaluateAsync(acme, null, new { country = "fr" }, tag)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await EvaluateAsync(acme, null, new { }, tag)).StatusCode);
        Assert.Equal(HttpStatusCode.NotModified, (await EvaluateAsync(acme, null, new { country = "de", city = "Ulm" }, tag)).StatusCode);
        Assert.Equal(HttpStatusCode.NotModified, (await EvaluateAsync(acme, null, new { country = "de", targetingKey = "nobody asks" }, tag)).StatusCode);

        await service.OverrideAsync(key, "globex", true);
        Assert.Equal(HttpStatusCode.NotModified, (await EvaluateAsync(acme, null, new { country = "de" }, tag)).StatusCode);

        await service.OverrideAsync(key, "acme", true, user: "ada");
        var perUser = await EvaluateAsync(acme, null, new { country = "de", targetingKey = "ada" }, tag);
        Assert.Equal(HttpStatusCode.OK, perUser.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await EvaluateAsync(acme, null, new { country = "de", targetingKey = "bob" }, perUser.Headers.ETag!.Tag)).StatusCode);
    }
}
