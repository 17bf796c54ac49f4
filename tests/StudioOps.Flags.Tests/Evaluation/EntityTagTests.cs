using System.Net;
using StudioOps.Testing;
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
    public async Task Another_copy_never_answers_less_than_the_caller_has_seen()
    {
        await using var other = service.Factory.WithWebHostBuilder(host => host.UseSetting("Streams:CatchUp", "00:01:00"));
        var (here, there) = (service.Member(Acme), other.CreateClient());
        there.DefaultRequestHeaders.Authorization = here.DefaultRequestHeaders.Authorization;
        await Eventually.TrueAsync(async () => (await there.GetAsync("/health/ready")).IsSuccessStatusCode, "the copy is ready");
        for (var i = 0; i < 5; i++)
        {
            var tag = (await EvaluateAsync(there, null, new { })).Headers.ETag!.Tag;
            var revision = (await service.OverrideAsync("api_webhooks", "acme", i % 2 == 0)).GetProperty("revision").GetInt64();

            var told = await EvaluateAsync(there, null, new { }, tag, $"?flagConfigEtag={revision}.elsewhere");

            var body = await told.JsonAsync();
            Assert.True(long.Parse(body.GetProperty("metadata").GetProperty("version").GetString()!, System.Globalization.CultureInfo.InvariantCulture) >= revision);
            Assert.Equal(i % 2 == 0, body.GetProperty("flags").EnumerateArray().Single(flag => flag.GetProperty("key").GetString() == "api_webhooks").GetProperty("value").GetBoolean());
        }
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
